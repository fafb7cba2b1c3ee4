import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloud } from '../../src/cloud/create-cloud.ts';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import { createSigner } from '../../src/cloud/signer.ts';
import { serveHttp, type HttpServer } from '../../src/node/cloud/http-server.ts';
import { buildSite, type Site } from '../service-worker/site.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import type { PageTask, PageTold } from './silence-app/main.ts';
import { leaks, MARKERS as M, type Evidence } from './silence-markers.ts';
import { RecordingProxy } from './silence-proxy.ts';

declare global {
  var drive: (task: PageTask) => Promise<PageTold>;
}

const requests: Evidence[] = [];
const written: Evidence[] = [];
const secrets: Record<string, string> = { ...M };
let told: PageTold;
let proxy: RecordingProxy;
let server: HttpServer;
let site: Site;
let browser: Browser;

beforeAll(async () => {
  const cloud = await createCloud({ store: new MemoryCloudStore(), apiKeys: [M['account key']], tokenSecret: M['secret of tokens'] });
  server = await serveHttp(cloud.fetch, '127.0.0.1', 0);
  proxy = new RecordingProxy(server.url);
  const signer = await createSigner(M['secret of tokens'], 'access');
  const token = await signer.sign({ p: 'proj_1', u: 'caller_42', x: Date.now() + 900_000, i: true });
  const expired = await signer.sign({ p: 'proj_1', u: 'caller_42', x: 1 });
  Object.assign(secrets, { 'user token': token, 'expired token': expired });
  const cloudBaseUrl = await proxy.listen();
  site = await buildSite({ config: 'test/cloud/silence-app/vite.config.ts', modes: ['page'] });
  browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
  const page = await browser.newPage();
  // of its workers too
  page.on('console', (message) => written.push({ where: `console.${message.type()}`, text: `${message.text()}\n${JSON.stringify(message.location())}` }));
  page.on('pageerror', (error) => written.push({ where: 'an error that nobody caught', text: `${error.message}\n${error.stack}` }));
  page.context().on('request', (request) => requests.push({ where: 'a request of the page', text: `${request.method()} ${request.url()}` }));
  await page.goto(site.url);
  await page.waitForFunction(() => 'drive' in globalThis);
  told = await page.evaluate((task) => globalThis.drive(task), { cloudBaseUrl, token, expired });
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([site?.close(), server?.close()]);
  proxy?.close();
});

describe('in a page a key, a token and what a person says', () => {
  it('went where they were meant to go', () => {
    const sent = proxy.passed.map(({ body }) => body).join('\n');
    for (const name of ['user text', 'assistant text', 'document text', 'memory text', 'name of the user', 'metadata', 'tool call'] as const)
      expect(sent).toContain(M[name]);
    expect(proxy.passed.map(({ headers }) => headers.authorization)).toEqual(
      expect.arrayContaining([`Bearer ${secrets['user token']}`, `Bearer ${M['account key']}`]),
    );
  });

  it('stand not on the console, whatever goes wrong', () => {
    expect(written.map(({ text }) => text).join('\n')).toContain('can read its apiKey');
    expect(written.map(({ text }) => text).join('\n')).toContain('a worker is heard');
    expect(leaks(written, secrets)).toEqual([]);
  });

  it('stand in no URL, and in no header but the one that lets a call in', () => {
    const lines = proxy.passed.map(({ line, headers: { authorization: _authorization, ...headers } }) => ({
      where: line.slice(0, 60),
      text: `${line}\n${JSON.stringify(headers)}`,
    }));
    expect(requests.map(({ text }) => text).join('\n')).toMatch(/POST \S+\/v1\/voice-sdk\/events\n/);
    expect(leaks([...lines, ...requests], secrets)).toEqual([]);
  });

  it('stand in no error, no answer that refuses a call and no stats', () => {
    expect(told.errors.length).toBeGreaterThan(60);
    expect(told.refusals.length).toBeGreaterThan(200);
    expect(leaks([...told.errors, ...told.refusals, ...told.stats], secrets)).toEqual([]);
  });
});
