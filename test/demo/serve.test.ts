import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveDemo, type ServedDemo } from '../../demo/serve.ts';

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
