import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type BrowserContext } from 'playwright';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';

/** A browser as people have it: tabs are hidden by others, and pages are kept for going back. One that is driven the usual way knows neither. */
export interface PlainBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

export async function plainBrowser(): Promise<PlainBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'memoair-plain-'));
  const args = [...CHROME_ARGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'];
  const browser = spawn(findChrome(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(browser, 'exit');
  const address = await new Promise<string>((resolve, reject) => {
    const lines: string[] = [];
    browser.once('error', reject);
    browser.once('exit', () => reject(new Error(`The browser did not start: ${lines.join('\n')}`)));
    createInterface(browser.stderr).on('line', (line) => {
      lines.push(line);
      const listening = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (listening) resolve(listening);
    });
  });
  const connected = await chromium.connectOverCDP(address, { noDefaults: true });
  return {
    context: connected.contexts()[0]!,
    close: async () => {
      await connected.close();
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
