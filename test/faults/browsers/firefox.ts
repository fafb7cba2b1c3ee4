import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from '../../support/install-locked.ts';
import type { Browser, BrowserKind, Launch, Tab } from './browser.ts';

/** Firefox over WebDriver BiDi. */
export const firefox: BrowserKind = { name: 'firefox', keeps: true, can: { secret: true, denied: true }, launch };

const FOLDER = fileURLToPath(new URL('firefox/', import.meta.url));

/** As much of puppeteer-core as is used here: it is installed beside this file, and only where Firefox is asked for. */
interface Page {
  goto(url: string): Promise<unknown>;
  evaluate<T>(run: ((...given: never[]) => T) | string, ...given: readonly unknown[]): Promise<Awaited<T>>;
  close(): Promise<void>;
}
interface Driven {
  newPage(): Promise<Page>;
  version(): Promise<string>;
  close(): Promise<void>;
  process(): { readonly pid?: number; once(event: 'exit', heard: () => void): void } | null;
}
interface Puppeteer {
  launch(options: object): Promise<Driven>;
}

const SYSTEM = ['/usr/bin/firefox', '/usr/bin/firefox-esr', '/Applications/Firefox.app/Contents/MacOS/firefox'];

/** FIREFOX_PATH, a system one, or Debian's package. */
function findFirefox(): string {
  const named = process.env['FIREFOX_PATH'];
  const found = named ?? SYSTEM.find((path) => existsSync(path));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) execFileSync('apt-get', ['install', '-y', '-qq', 'firefox-esr'], { stdio: 'inherit' });
  const obtained = SYSTEM.find((path) => existsSync(path));
  if (!obtained) throw new Error('No Firefox could be found. Install it (on Debian: apt-get install firefox-esr), or set FIREFOX_PATH.');
  return obtained;
}

class FirefoxTab implements Tab {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  call: Tab['call'] = async (name, ...parameters) => {
    const answer = await this.#page.evaluate<string>(
      `(async () => JSON.stringify((await app[${JSON.stringify(name)}](...${JSON.stringify(parameters)})) ?? null))()`,
    );
    return JSON.parse(answer) as never;
  };

  async load(url: string): Promise<void> {
    await this.#page.goto(url);
    await this.#ready();
  }

  async #ready(): Promise<void> {
    while (!(await this.#page.evaluate<boolean>(`'app' in globalThis`).catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async awayAndBack(): Promise<void> {
    await this.#page.goto('about:blank');
    await this.#page.evaluate('void setTimeout(() => history.back())');
    await this.#ready();
  }

  close(): Promise<void> {
    return this.#page.close();
  }
}

async function launch({ profile, secret = false, denied = false }: Launch): Promise<Browser> {
  await installLocked(FOLDER, 'What drives Firefox');
  const puppeteer = createRequire(join(FOLDER, 'package.json'))('puppeteer-core') as Puppeteer;
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: findFirefox(),
    headless: true,
    userDataDir: profile,
    extraPrefsFirefox: {
      ...(secret ? { 'browser.privatebrowsing.autostart': true } : {}),
      ...(denied ? { 'network.cookie.cookieBehavior': 2 } : {}),
    },
  });
  const running = browser.process();
  const ended = new Promise<void>((resolve) => running?.once('exit', resolve));
  return {
    version: (await browser.version()).replace(/^firefox\//i, ''),
    devtools: null,
    newTab: async () => new FirefoxTab(await browser.newPage()),
    kill: async () => {
      if (running?.pid) process.kill(running.pid, 'SIGKILL');
      await ended;
    },
    close: () => browser.close(),
  };
}
