import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serveRuntime, type NodeServer } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { buildSite, type Site } from '../service-worker/site.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import type { Task, Told } from './app/tasks.ts';

declare global {
  var inWorker: (task: Task) => Promise<Told>;
  var inPage: (task: Task) => Promise<Told>;
}

const BUILD = { config: 'test/blocking/vite.config.ts', modes: ['page'] };
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const LISBON: Task = { user: 'ana', turns: ['I live in Lisbon'], query: 'where do I live' };

let isolated: Site;
let plain: Site;
let server: NodeServer;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  isolated = await buildSite({ ...BUILD, headers: ISOLATED });
  plain = await buildSite(BUILD);
  server = await serveRuntime(createLocalRuntime({ workspaceId: 'w', userId: 'ben' }), { port: 0, token: 'secret' });
  browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await Promise.all([isolated, plain, server].map((one) => one?.close()));
});
beforeEach(async () => {
  page = await browser.newPage();
});
afterEach(() => page.close());

async function open(site: Site): Promise<void> {
  await page.goto(site.url);
  await page.waitForFunction(() => 'inWorker' in globalThis);
}

const inWorker = (task: Task): Promise<Told> => page.evaluate((given) => globalThis.inWorker(given), task);

describe('a dedicated worker of an isolated page', () => {
  it('blocks on a runtime in its helping thread, and finds what it saved', async () => {
    await open(isolated);
    const told = await inWorker(LISBON);
    expect(told).toMatchObject({ ran: false });
    expect(told.contextText).toContain('Lisbon');
    // another worker, another helping thread, the same database
    expect((await inWorker({ ...LISBON, turns: [] })).contextText).toContain('Lisbon');
  });

  it('blocks on a runtime behind a real port', async () => {
    await open(isolated);
    const told = await inWorker({ ...LISBON, user: 'ben', runtimeUrl: server.url, token: 'secret' });
    expect(told).toMatchObject({ ran: false });
    expect(told.contextText).toContain('Lisbon');
    expect(await inWorker({ ...LISBON, runtimeUrl: server.url, token: 'secret' })).toMatchObject({ code: 'runtime.identity_mismatch' });
    expect(await inWorker({ ...LISBON, user: 'ben', runtimeUrl: server.url })).toMatchObject({ code: 'runtime.bad_request' });
  });

  it('is told to create a client first', async () => {
    await open(isolated);
    const told = await inWorker({ ...LISBON, bare: true });
    expect(told.code).toBe('runtime.not_found');
    expect(told.message).toContain('createBlockingClient');
  });
});

describe('a thread that may not wait', () => {
  it('says so and what to do: the page itself, and a worker of a page that is not isolated', async () => {
    await open(isolated);
    const own = await page.evaluate((given) => globalThis.inPage(given), LISBON);
    await open(plain);
    for (const told of [own, await inWorker(LISBON)]) {
      expect(told.code).toBe('runtime.not_found');
      expect(told.message).toContain('MemoAirVoiceMemory');
      expect(told.message).toContain('Cross-Origin-Embedder-Policy');
    }
  });
});
