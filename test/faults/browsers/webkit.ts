import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import type { Browser, BrowserKind, Tab } from './browser.ts';

/** WebKitGTK's browser over WebDriver. What it stores while it is driven ends with it. */
export const webkit: BrowserKind = { name: 'webkit', keeps: false, can: { secret: false, denied: false }, launch };

const DRIVER = '/usr/bin/WebKitWebDriver';
const BROWSERS = ['/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser', '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser'];
const PACKAGES = ['webkit2gtk-driver', 'xvfb'];

function install(): void {
  if (existsSync(DRIVER) && existsSync('/usr/bin/Xvfb')) return;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) execFileSync('apt-get', ['install', '-y', '-qq', ...PACKAGES], { stdio: 'inherit' });
  if (!existsSync(DRIVER)) throw new Error(`No WebKit could be found. On Debian: apt-get install ${PACKAGES.join(' ')}.`);
}

/** One session of the driver. */
class Session {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async send<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body: object = {}): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, { method, ...(method === 'POST' ? { body: JSON.stringify(body) } : {}) });
    const { value } = (await response.json()) as { readonly value: T & { readonly error?: string; readonly message?: string } };
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }
}

class WebKitTab implements Tab {
  readonly #session: Session;
  readonly #handle: string;

  constructor(session: Session, handle: string) {
    this.#session = session;
    this.#handle = handle;
  }

  /** Turns to this tab first: the driver has one that it speaks to. */
  async #send<T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> {
    await this.#session.send('POST', '/window', { handle: this.#handle });
    return this.#session.send(method, path, body);
  }

  call: Tab['call'] = async (name, ...parameters) => {
    // begun and asked for later: one that waits in the driver would keep all other tabs waiting
    const key = await this.#send<string>('POST', '/execute/sync', {
      script: `const calls = (globalThis.calls ??= []);
        const call = { over: false };
        calls.push(call);
        (async () => (await app[arguments[0]](...JSON.parse(arguments[1]))) ?? null)().then(
          (value) => Object.assign(call, { over: true, value: JSON.stringify(value) }),
          (error) => Object.assign(call, { over: true, error: String(error) }));
        return String(calls.length - 1);`,
      args: [name, JSON.stringify(parameters)],
    });
    for (;;) {
      const script = 'return globalThis.calls?.[arguments[0]] ?? { over: true, error: "the page is gone" };';
      const call = await this.#send<{ readonly over: boolean; readonly value?: string; readonly error?: string }>('POST', '/execute/sync', {
        script,
        args: [Number(key)],
      });
      if (call.error) throw new Error(call.error);
      if (call.over) return JSON.parse(call.value!) as never;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  async load(url: string): Promise<void> {
    await this.#send('POST', '/url', { url });
    await this.#ready();
  }

  async #ready(): Promise<void> {
    const body = { script: 'return "app" in globalThis;', args: [] };
    while (!(await this.#send<boolean>('POST', '/execute/sync', body).catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async awayAndBack(): Promise<void> {
    await this.#send('POST', '/url', { url: 'about:blank' });
    await this.#send('POST', '/back');
    await this.#ready();
  }

  async close(): Promise<void> {
    await this.#send('DELETE', '/window');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

async function launch(): Promise<Browser> {
  install();
  const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [number] = (await once(display.stdio[3]!, 'data')) as [Buffer];
  const port = await freePort();
  const env = { ...process.env, DISPLAY: `:${String(number).trim()}`, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' };
  const driver = spawn(DRIVER, [`--port=${port}`, '--host=127.0.0.1'], { stdio: 'ignore', env });
  const base = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${base}/status`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 50));
  const alwaysMatch = { 'webkitgtk:browserOptions': { binary: BROWSERS.find((path) => existsSync(path)), args: ['--automation'] } };
  const { sessionId, capabilities } = await new Session(base).send<{ readonly sessionId: string; readonly capabilities: { readonly browserVersion: string } }>(
    'POST',
    '/session',
    { capabilities: { alwaysMatch } },
  );
  const session = new Session(`${base}/session/${sessionId}`);
  const end = async (): Promise<void> => {
    await session.send('DELETE', '').catch(() => undefined);
    await stop(driver, 'SIGTERM');
    await stop(display, 'SIGTERM');
  };
  return {
    version: capabilities.browserVersion,
    devtools: null,
    newTab: async () => {
      // the one that it spoke to last may be closed
      const [handle] = await session.send<readonly string[]>('GET', '/window/handles');
      await session.send('POST', '/window', { handle });
      return new WebKitTab(session, (await session.send<{ readonly handle: string }>('POST', '/window/new', { type: 'tab' })).handle);
    },
    kill: end,
    close: end,
  };
}
