import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatsResponse } from '../../src/contract/local.ts';
import { provisionModel } from '../../src/node/model/provision.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { TYPES } from './first-recall.ts';

/** Files of a folder for every origin, as a CDN serves them. */
function serve(read: (path: string) => Promise<Uint8Array | string>): Promise<{ server: Server; url: string }> {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
      read(path).then(
        (body) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'access-control-allow-origin': '*' }).end(body),
        () => response.writeHead(404).end(),
      );
    }).listen(0, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
  });
}

describe('the built package on another origin than the page', () => {
  let dist: string;
  let browser: Browser;
  const servers: Server[] = [];
  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), 'memoair-dist-'));
    const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
    await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--mode', 'library', '--outDir', dist], {
      cwd: new URL('../../', import.meta.url),
      env,
    });
    browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
    await rm(dist, { recursive: true, force: true });
  });

  it('runs worker, kernel and model from there when their URLs are given', async () => {
    const model = await provisionModel();
    const cdn = await serve((path) => readFile(path.startsWith('/model/') ? join(model.folder, path.slice('/model/'.length)) : join(dist, path)));
    const site = await serve(async (path) => {
      if (path !== '/index.html') throw new Error('not here');
      return `<!doctype html><script type="module">
        import { createRuntime, installLoopback } from '${cdn.url}/index.js';
        installLoopback(createRuntime({ workspaceId: 'w', userId: 'u', workerUrl: '${cdn.url}/assets/worker.js', assetsUrl: '${cdn.url}/assets/', modelUrl: '${cdn.url}/model/' }));
        globalThis.installed = true;
      </script>`;
    }).then((opened) => ({ ...opened, url: opened.url.replace('127.0.0.1', 'localhost') }));
    servers.push(cdn.server, site.server);
    const page = await browser.newPage();
    await page.goto(`${site.url}/index.html`);
    await page.waitForFunction(() => 'installed' in globalThis);
    const stats = async (): Promise<StatsResponse> =>
      page.evaluate(async () => (await fetch('http://127.0.0.1:7878/v1/local/stats')).json() as Promise<StatsResponse>);
    await expect.poll(async () => (await stats()).model.state, { timeout: 30_000 }).toBe('ready');
    expect((await stats()).storage.kind).toBe('indexeddb');
  });
});
