import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { ask, openApp, register, scriptOf, session, turn } from './guest.ts';
import { installClients } from './install.ts';
import { buildSite, type Site } from './site.ts';

let site: Site;
let browser: Browser;
beforeAll(async () => {
  await installClients();
  site = await buildSite({ headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' } });
  browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

it('a worker that blocks is answered by the runtime of its page, over the service worker', async () => {
  const page = await openApp(await browser.newContext(), site, { user: 'ana' });
  await register(page, scriptOf());
  await ask(page, '/v1/runtime/session/start', session('ana'));
  await ask(page, '/v1/runtime/turn/after', turn('I live in Lisbon'));
  expect(await page.evaluate(() => globalThis.app.inBlockedWorker('ana', 'where do I live'))).toContain('Lisbon');
});
