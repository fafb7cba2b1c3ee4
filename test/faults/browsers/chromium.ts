import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium as playwright, type BrowserContext, type CDPSession, type Page } from 'playwright';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';
import type { Browser, BrowserKind, Devtools, Launch, Tab } from './browser.ts';

/** Chromium as people have it: pages are kept for going back. */
export const chromium: BrowserKind = { name: 'chromium', keeps: true, can: { secret: true, denied: true }, launch };

class ChromiumTab implements Tab {
  readonly page: Page;
  #devtools: Promise<CDPSession> | undefined;

  constructor(page: Page) {
    this.page = page;
  }

  /** One session for all that is asked: what it has set lasts as long as the session. */
  get devtools(): Promise<CDPSession> {
    return (this.#devtools ??= this.page.context().newCDPSession(this.page));
  }

  call: Tab['call'] = (name, ...parameters) =>
    this.page.evaluate(
      ([method, given]) => (globalThis as unknown as { app: Record<string, (...all: readonly unknown[]) => Promise<never>> }).app[method]!(...given),
      [name as string, parameters as readonly unknown[]] as const,
    );

  async load(url: string): Promise<void> {
    await this.page.goto(url);
    await this.#ready();
  }

  async #ready(): Promise<void> {
    for (;;) {
      if (await this.page.evaluate(() => 'app' in globalThis).catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async awayAndBack(): Promise<void> {
    await this.page.goto('about:blank');
    // waits for no load: a page that was kept is not loaded again
    await this.page.evaluate(() => void setTimeout(() => history.back()));
    await this.#ready();
  }

  close(): Promise<void> {
    return this.page.close();
  }
}

const of = (tab: Tab): ChromiumTab => tab as ChromiumTab;
const originOf = (tab: Tab): string => new URL(of(tab).page.url()).origin;

async function devtoolsOf(context: BrowserContext): Promise<Devtools> {
  const session = await context.browser()!.newBrowserCDPSession();
  return {
    limitStorage: async (tab, bytes) => {
      const devtools = await of(tab).devtools;
      const origin = originOf(tab);
      await devtools.send('Storage.overrideQuotaForOrigin', { origin, ...(bytes === null ? {} : { quotaSize: bytes }) });
    },
    clearStorage: async (tab) => {
      await (await of(tab).devtools).send('Storage.clearDataForOrigin', { origin: originOf(tab), storageTypes: 'all' });
    },
    freeze: async (tab, frozen) => {
      await (await of(tab).devtools).send('Page.setWebLifecycleState', { state: frozen ? 'frozen' : 'active' });
    },
    killRenderers: async () => {
      const { processInfo } = await session.send('SystemInfo.getProcessInfo');
      for (const { type, id } of processInfo) if (type === 'renderer') process.kill(id, 'SIGKILL');
    },
  };
}

/** The setting under which a person lets no site store anything. */
async function denyStorage(profile: string): Promise<void> {
  await mkdir(join(profile, 'Default'), { recursive: true });
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: 2 } } }));
}

async function launch({ profile, secret = false, denied = false }: Launch): Promise<Browser> {
  if (denied) await denyStorage(profile);
  const args = [...CHROME_ARGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const browser = spawn(findChrome(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(browser, 'exit');
  // a run that ends early leaves no browser behind
  const reap = (): void => void browser.kill('SIGKILL');
  process.once('exit', reap);
  browser.once('exit', () => process.off('exit', reap));
  const address = await new Promise<string>((resolve, reject) => {
    const lines: string[] = [];
    browser.once('error', reject);
    browser.once('exit', () => reject(new Error(`Chromium did not start: ${lines.join('\n')}`)));
    createInterface(browser.stderr).on('line', (line) => {
      lines.push(line);
      const listening = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (listening) resolve(listening);
    });
  });
  const connected = await playwright.connectOverCDP(address, { noDefaults: !secret });
  const context = secret ? await connected.newContext() : connected.contexts()[0]!;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    browser.kill(signal);
    await ended;
    await connected.close().catch(() => undefined);
  };
  return {
    version: connected.version(),
    devtools: await devtoolsOf(context),
    newTab: async () => new ChromiumTab(await context.newPage()),
    kill: () => end('SIGKILL'),
    close: async () => end('SIGTERM'),
  };
}
