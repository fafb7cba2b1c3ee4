import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveDemo, type ServedDemo } from '../../demo/serve.ts';
import { MemoryCloudStore } from '../../src/cloud/index.ts';

let root: string;
let demo: ServedDemo;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'memoair-serve-'));
  await mkdir(join(root, 'page', 'assets'), { recursive: true });
  await mkdir(join(root, 'model'));
  await Promise.all([
    writeFile(join(root, 'page', 'index.html'), '<!doctype html>'),
    writeFile(join(root, 'page', 'assets', 'a.wasm'), 'wasm'),
    writeFile(join(root, 'page', 'assets', 'b.mjs'), 'export {}'),
    writeFile(join(root, 'model', 'manifest.json'), '{}'),
    writeFile(join(root, 'model', 'model.onnx'), 'onnx'),
    writeFile(join(root, 'secret.txt'), 'secret'),
  ]);
  demo = await serveDemo({ folder: join(root, 'page'), modelFolder: join(root, 'model'), port: 0 });
});

afterAll(async () => {
  await demo?.close();
  await rm(root, { recursive: true, force: true });
});

const get = (path: string, init?: RequestInit): Promise<Response> => fetch(new URL(path, demo.url), init);

/** Sends the path as it is; `fetch` would tidy it first. */
function rawStatus(path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(demo.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('the demo server', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/assets/a.wasm', 'application/wasm'],
    ['/assets/b.mjs', 'text/javascript; charset=utf-8'],
    ['/model/manifest.json', 'application/json; charset=utf-8'],
    ['/model/model.onnx', 'application/octet-stream'],
  ])('serves %s as %s', async (path, type) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('lets hashed files be kept for good and asks about all others again', async () => {
    expect((await get('/assets/a.wasm')).headers.get('cache-control')).toContain('immutable');
    for (const path of ['/', '/model/manifest.json', '/model/model.onnx']) expect((await get(path)).headers.get('cache-control')).toBe('no-cache');
  });

  test('answers 304 to a tag that still fits, and HEAD without a body', async () => {
    const tag = (await get('/')).headers.get('etag') ?? '';
    expect((await get('/', { headers: { 'if-none-match': tag } })).status).toBe(304);
    expect((await get('/', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    const head = await get('/', { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe('15');
    expect(await head.text()).toBe('');
  });

  test('sends what was compressed beside a file to whoever takes it, and not once the file is newer', async () => {
    const [file, text] = [join(root, 'page', 'assets', 'c.json'), '{"is":"whole"}'];
    await writeFile(file, text);
    await writeFile(`${file}.br`, brotliCompressSync(text));
    const ask = (encoding: string): Promise<Response> => get('/assets/c.json', { headers: { 'accept-encoding': encoding } });
    const compressed = await ask('gzip, br');
    expect(compressed.headers.get('content-encoding')).toBe('br');
    expect(await compressed.text()).toBe(text);
    const whole = await ask('gzip');
    expect([whole.headers.get('content-encoding'), whole.headers.get('vary')]).toEqual([null, 'accept-encoding']);
    expect(whole.headers.get('etag')).not.toBe(compressed.headers.get('etag'));
    expect(await whole.text()).toBe(text);
    await utimes(file, new Date(), new Date(Date.now() + 60_000));
    expect((await ask('br')).headers.get('content-encoding')).toBeNull();
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/model/..%2f..%2fsecret.txt',
    '/%00',
    '/%',
    '/assets',
    '/nothing',
  ])('gives nothing for %s', async (path) => {
    expect(await rawStatus(path)).toBe(404);
  });

  test('takes GET and HEAD alone', async () => {
    const response = await get('/', { method: 'POST' });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
  });

  test('answers under a name of this machine alone', async () => {
    const { hostname, port } = new URL(demo.url);
    const statusFor = (host: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ hostname, port, path: '/', headers: { host } }, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end();
      });
    expect(await Promise.all([`localhost:${port}`, `[::1]:${port}`, 'localhost'].map(statusFor))).toEqual([200, 200, 200]);
    expect(await Promise.all([`rebound.example:${port}`, '127.0.0.1.example', 'localhost@example.com', 'a b'].map(statusFor))).toEqual([421, 421, 421, 421]);
  });

  test('lets the page ask one other origin where it is told so, and none by a half address', async () => {
    const folders = { folder: join(root, 'page'), modelFolder: null, port: 0 };
    const asking = await serveDemo({ ...folders, llmOrigin: 'https://llm.example' });
    const response = await fetch(asking.url);
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self' https://llm.example;");
    expect(decodeURIComponent(response.headers.get('set-cookie') ?? '')).toContain('"llmOrigin":"https://llm.example"');
    await asking.close();
    const several = ['https://*', 'https://*.com', 'https://a;frame-src', 'https://a,script-src', "https://llm.example; script-src 'unsafe-inline'", '*'];
    for (const llmOrigin of ['http://llm.example', 'https://llm.example/v1', ...several])
      await expect(serveDemo({ ...folders, llmOrigin })).rejects.toThrow(RangeError);
    expect((await get('/')).headers.getSetCookie()).toEqual([]);
  });

  test('refuses an address that others could reach', async () => {
    await expect(serveDemo({ folder: root, modelFolder: null, host: '0.0.0.0', port: 0 })).rejects.toThrow(RangeError);
  });

  test('says that a port is taken', async () => {
    await expect(serveDemo({ folder: root, modelFolder: null, port: Number(new URL(demo.url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  test('serves no model where there is none', async () => {
    const bare = await serveDemo({ folder: join(root, 'page'), modelFolder: null, port: 0 });
    expect((await fetch(new URL('/model/manifest.json', bare.url))).status).toBe(404);
    await bare.close();
    await bare.close();
  });
});

describe('the cloud beside the page', () => {
  let beside: ServedDemo;
  beforeAll(async () => {
    beside = await serveDemo({ folder: join(root, 'page'), modelFolder: null, port: 0, cloudStore: new MemoryCloudStore() });
  });
  afterAll(() => beside?.close());

  /** A browser that has opened the page once: its calls carry its cookies. */
  const browser = async (): Promise<(path: string, init?: RequestInit) => Promise<Response>> => {
    const given = (await fetch(beside.url)).headers.getSetCookie();
    const cookie = given.map((each) => each.split(';', 1)[0]).join('; ');
    return (path, init = {}) =>
      fetch(new URL(path, beside.url), {
        ...init,
        headers: { cookie, 'x-user-id': 'ann', 'content-type': 'application/json', ...(init.headers as Record<string, string>) },
      });
  };
  const said = (userText: string): RequestInit => ({
    method: 'POST',
    body: JSON.stringify({
      events: [
        { id: `evt-${userText}`, kind: 'turn', sessionId: 's', seq: 1, at: '2026-11-01T10:00:00Z', payload: { turnId: 't', userText, assistantText: '' } },
      ],
    }),
  });
  const EVENTS = '/cloud/v1/voice-sdk/events';
  const turn = (state: string): RequestInit => ({ method: 'POST', body: JSON.stringify({ state }) });
  const latest = async (call: Awaited<ReturnType<typeof browser>>): Promise<readonly string[]> => {
    const { holds } = (await (await call('/cloud-switch')).json()) as { holds: { latest: { text: string }[] } };
    return holds.latest.map(({ text }) => text);
  };

  test('gives a secret that no script can read and that a link of another site brings along, once', async () => {
    const [told, secret] = (await fetch(beside.url)).headers.getSetCookie();
    expect(told).toContain('%22cloud%22%3Atrue');
    expect(secret).toMatch(/^memoair-browser-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
    const again = await fetch(beside.url, { headers: { cookie: secret!.split(';', 1)[0]! } });
    expect(again.headers.getSetCookie()).toEqual([told]);
  });

  test('needs no key, and keeps browsers apart whatever user they name', async () => {
    const [ann, other] = await Promise.all([browser(), browser()]);
    expect(await (await ann(EVENTS, said('I live in Porto.'))).json()).toMatchObject({ results: [{ status: 'ok' }] });
    expect(await latest(ann)).toContain('I live in Porto.');
    expect(await latest(other)).toEqual([]);
    const told = await other('/cloud/v1/voice-sdk/bootstrap', { headers: { 'x-project-id': 'demo', authorization: 'Bearer guessed' } });
    expect(await told.json()).toMatchObject({ permanent: { items: [] } });
    expect(told.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('refuses whoever has not opened the page, and pages of other origins', async () => {
    const call = await browser();
    expect((await fetch(new URL('/cloud-switch', beside.url))).status).toBe(403);
    expect((await fetch(new URL(EVENTS, beside.url), said('x'))).status).toBe(403);
    expect((await call('/cloud-switch', { headers: { origin: 'http://127.0.0.1:9' } })).status).toBe(403);
    expect((await call(EVENTS, { ...said('x'), headers: { 'sec-fetch-site': 'same-site' } })).status).toBe(403);
  });

  test('fails, refuses and goes away as its switch says, for one browser alone', async () => {
    const [ann, other] = await Promise.all([browser(), browser()]);
    expect(await (await ann('/cloud-switch', turn('failing'))).json()).toMatchObject({ state: 'failing' });
    const failed = await ann(EVENTS, said('a'));
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '2']);
    await ann('/cloud-switch', turn('refusing'));
    expect((await ann(EVENTS, said('a'))).status).toBe(422);
    expect((await ann('/cloud/v1/voice-sdk/bootstrap')).status).toBe(200);
    await ann('/cloud-switch', turn('offline'));
    await expect(ann(EVENTS, said('a'))).rejects.toThrow();
    expect((await other(EVENTS, said('b'))).status).toBe(200);
    await ann('/cloud-switch', turn('online'));
    expect(await latest(ann)).toEqual([]);
    expect((await ann(EVENTS, said('a'))).status).toBe(200);
  });

  test('takes no state that is none, and no body without bounds', async () => {
    const call = await browser();
    for (const body of ['', '{', '[]', '{"state":"fast"}', `{"state":"online","x":"${'x'.repeat(300)}"}`])
      expect((await call('/cloud-switch', { method: 'POST', body })).status).toBe(400);
    expect((await call('/cloud-switch', { ...turn('offline'), headers: { 'content-type': 'text/plain' } })).status).toBe(400);
    expect((await call('/cloud-switch', { method: 'DELETE' })).status).toBe(405);
    expect((await call(EVENTS, said('x'.repeat(1_100_000)))).status).toBe(413);
    expect(await (await call('/cloud-switch')).json()).toMatchObject({ state: 'online' });
  });
});
