import { createReadStream, existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCloud, type Cloud } from '../../src/cloud/create-cloud.ts';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import { send, toRequest } from '../../src/loopback/node-http.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import { buildSite, type Site } from '../service-worker/site.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import type { App } from './app/main.ts';

declare global {
  var strictApp: App;
}

/** All that the page and everything in it may do. */
const POLICY = ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "connect-src 'self'"];
const TRUSTED_TYPES = ["require-trusted-types-for 'script'", 'trusted-types default'];
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
/** With threads, which ask for more; without them too where all is wanted: `CSP=all npx vitest run test/csp`. */
const WAYS: readonly (readonly [how: string, backend: string, headers: Record<string, string>])[] = [
  ['isolated, with threads', 'wasm-2-threads', ISOLATED],
  ...(process.env['CSP'] === 'all' ? [['with one thread', 'wasm', {}] as const] : []),
];
const API_KEY = 'memoair_pk_of-the-account';

let site: Site;
let cloud: Cloud;
let browser: Browser;
let context: BrowserContext;
/** What the browser reported, of the page and of its workers. */
const violations: string[] = [];
/** Sent beside the policy, which is the same for every file. */
let headers: Record<string, string> = {};
let policy: readonly string[] = [];

beforeAll(async () => {
  const { folder } = await provisionModel();
  cloud = await createCloud({ store: new MemoryCloudStore(), apiKeys: [API_KEY], tokenSecret: 'a secret of sixteen or more' });
  const server = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    response.setHeaders(new Map(Object.entries({ ...headers, 'content-security-policy': `${policy.join('; ')}; report-uri /violations` })));
    if (pathname === '/violations') return report(request, response);
    if (pathname.startsWith('/v1/voice-sdk/')) return proxied(request, response);
    const file = pathname.startsWith('/model/') ? join(folder, pathname.slice('/model/'.length)) : null;
    if (file === null || !existsSync(file)) return false;
    createReadStream(file).pipe(response);
    return true;
  };
  site = await buildSite({ config: 'test/csp/vite.config.ts', modes: ['production', 'service-worker'], server });
  browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
}, 240_000);
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await cloud?.close();
});
afterEach(() => context?.close());

function report(request: IncomingMessage, response: ServerResponse): true {
  void request
    .setEncoding('utf8')
    .toArray()
    .then((chunks) => violations.push(chunks.join('')));
  response.writeHead(204).end();
  return true;
}

/** The app's own server before its cloud: the key stays there. */
function proxied(message: IncomingMessage, response: ServerResponse): true {
  const request = toRequest(message, 'http://localhost', new AbortController().signal);
  request.headers.set('authorization', `Bearer ${API_KEY}`);
  void cloud.fetch(request).then((answer) => send(message, response, answer));
  return true;
}

async function open(
  allowed: readonly string[],
  { more = {}, query = '' }: { readonly more?: Record<string, string>; readonly query?: string } = {},
): Promise<Page> {
  violations.length = 0;
  policy = allowed;
  headers = more;
  context = await browser.newContext();
  await context.addInitScript(() => {
    const heard: string[] = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      heard.push(`${violatedDirective} ${blockedURI} ${sourceFile}`),
    );
    Object.assign(globalThis, { heard });
  });
  return newPage(query);
}

async function newPage(query = ''): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => void (/Content Security Policy|Trusted/.test(message.text()) && violations.push(message.text())));
  await page.goto(site.url + query);
  // not waitForFunction: it evaluates text, which the policy forbids
  await vi.waitFor(async () => expect(await page.evaluate(() => 'strictApp' in globalThis)).toBe(true), { timeout: 20_000 });
  return page;
}

/** What a page did against the policy. */
async function broken(page: Page): Promise<readonly string[]> {
  return [...(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)), ...violations];
}

/** A call, from its start to what is found in another tab and in the cloud. */
async function useAll(page: Page): Promise<void> {
  const call = (method: string, path: string, body?: object): Promise<unknown> =>
    page.evaluate(([m, p, b]) => strictApp.call(m, p, b), [method, path, body] as const);
  await call('POST', '/v1/runtime/session/start', { sessionId: 'call', workspaceId: 'ws', userId: 'anna' });
  await call('POST', '/v1/runtime/turn/after', { sessionId: 'call', turnId: 't1', userText: 'My sister Ines plays the cello.', assistantText: 'Lovely.' });
  await vi.waitFor(async () => expect((await page.evaluate(() => strictApp.stats())).model.state).toBe('ready'), { timeout: 30_000, interval: 200 });
  await vi.waitFor(async () => expect((await page.evaluate(() => strictApp.stats())).pendingEmbeddings).toBe(0), { timeout: 20_000 });
  expect((await page.evaluate(() => strictApp.stats())).vectors.backend).toBe('wasm-relaxed-simd');
  // on a busy machine a hint may take longer than its quarter of a second
  await vi.waitFor(
    async () => expect(await call('POST', '/v1/local/hint', { sessionId: 'call', query: 'who makes music' })).toMatchObject({ status: 'ok', ready: true }),
    { timeout: 10_000 },
  );
  const { contextText, trace } = await page.evaluate(() => strictApp.search('who in the family makes music'));
  expect([contextText.includes('cello'), trace.degraded]).toEqual([true, false]);
  expect(await call('POST', '/v1/runtime/sync/flush', { deadlineMs: 5_000 })).toMatchObject({ pending: 0 });
  const tab = await newPage();
  expect((await tab.evaluate(() => strictApp.search('who in the family makes music'))).contextText).toContain('cello');
  expect(await broken(tab)).toEqual([]);
}

describe('a page whose policy allows its own scripts, workers and WebAssembly, and nothing else', { timeout: 120_000 }, () => {
  it.each(WAYS)('opens, computes, remembers, finds, warms up and mirrors with not one violation, %s', async (_how, backend, more) => {
    const page = await open([...POLICY, ...TRUSTED_TYPES], { more });
    await useAll(page);
    expect((await page.evaluate(() => strictApp.stats())).model.backend).toBe(backend);
    expect(await broken(page)).toEqual([]);
    // what it must not do is told: the silence above means something
    await page.evaluate(() => fetch('https://elsewhere.example/').catch(() => undefined));
    await vi.waitFor(async () => expect(await broken(page)).toEqual(expect.arrayContaining([expect.stringContaining('connect-src')])));
  });

  it('has the blocking classes where it is isolated, in a worker that has a policy of its own', async () => {
    const page = await open([...POLICY, ...TRUSTED_TYPES], { more: ISOLATED, query: '?words' });
    const told = await page.evaluate(() => strictApp.inWorker({ user: 'ben', turns: ['I live in Lisbon'], query: 'where do I live' }));
    expect(told).toMatchObject({ contextText: expect.stringContaining('Lisbon') as string });
    expect(await broken(page)).toEqual([]);
  });

  it('answers callers that pass its fetch by once connect-src names the loopback address too', async () => {
    const page = await open([...POLICY.slice(0, -1), "connect-src 'self' http://127.0.0.1:7878", ...TRUSTED_TYPES], { query: '?words' });
    await page.evaluate(() => strictApp.serve());
    expect(await page.evaluate(() => strictApp.xhr('/v1/runtime/health'))).toContain('"userId":"anna"');
    expect(await broken(page)).toEqual([]);
  });
});

describe('another script of the same page', { timeout: 120_000 }, () => {
  it('is refused by a runtime with a token, and reads the databases of the origin all the same', async () => {
    const page = await open([...POLICY, ...TRUSTED_TYPES], { query: '?words' });
    await page.evaluate(async () => {
      await strictApp.call('POST', '/v1/runtime/session/start', { sessionId: 'other', workspaceId: 'ws', userId: 'anna' });
      await strictApp.call('POST', '/v1/runtime/turn/after', { sessionId: 'other', turnId: 't1', userText: 'The word is xylophone.', assistantText: '' });
    });
    expect(await page.evaluate(() => strictApp.call('GET', '/v1/local/export', undefined, 'a guess'))).toBe(401);
    // docs/trust.md says so: the boundary is the origin
    const overheard = await page.evaluate(async () => {
      const real = globalThis.fetch;
      let heard = '';
      globalThis.fetch = (input, init) => {
        heard += JSON.stringify(init?.headers ?? null);
        return real(input, init);
      };
      await strictApp.stats();
      const before = heard;
      await strictApp.call('GET', '/v1/local/stats');
      globalThis.fetch = real;
      return { before, heard };
    });
    expect(overheard).toEqual({ before: '', heard: expect.stringContaining('a token of the app') as string });
    expect(await page.evaluate(() => strictApp.readDatabases())).toContain('xylophone');
  });
});
