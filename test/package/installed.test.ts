import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { build, createServer, type InlineConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionModel } from '../../src/node/model/provision.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { openBuilt, openPage } from './first-recall.ts';
import { installPackage } from './packed.ts';

const APP = fileURLToPath(new URL('./app/', import.meta.url));
const LIVES = expect.stringContaining('User lives in Delhi.');
const NEAREST = { backend: expect.stringMatching(/^wasm-/), slot: 1 };

describe('an app that installs the package', { timeout: 120_000 }, () => {
  let folder: string;
  let browser: Browser;
  const vite = (): InlineConfig => ({ configFile: false, root: folder, logLevel: 'error', publicDir: 'public' });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-app-'));
    await cp(APP, folder, { recursive: true });
    await installPackage(folder);
    browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('and that Vite builds finds its worker, its model and its facts', async () => {
    await build({ ...vite(), build: { outDir: 'out' } });
    const { nearest, degraded, contextText, missing, incidents } = await openBuilt(browser, join(folder, 'out'));
    expect({ nearest, degraded, contextText, missing, incidents }).toEqual({
      nearest: NEAREST,
      degraded: false,
      contextText: LIVES,
      missing: [],
      incidents: [],
    });
  });

  it('finds them in Vite’s development server', async () => {
    await symlink((await provisionModel()).folder, join(folder, 'model'));
    const server = await createServer({ ...vite(), server: { host: '127.0.0.1', port: 0, fs: { strict: false } } });
    try {
      await server.listen();
      const { nearest, degraded, contextText, incidents } = await openPage(browser, server.resolvedUrls!.local[0]!);
      expect({ nearest, degraded, contextText, incidents }).toEqual({ nearest: NEAREST, degraded: false, contextText: LIVES, incidents: [] });
    } finally {
      await server.close();
    }
  });

  it('finds them without a bundler', async () => {
    const plain = join(folder, 'plain');
    await cp(join(folder, 'node_modules/memoair-web/dist'), join(plain, 'memoair'), { recursive: true });
    for (const file of ['main.js', 'first-recall.js']) await cp(join(APP, file), join(plain, file));
    await cp(join(APP, 'plain.html'), join(plain, 'index.html'));
    const { nearest, degraded, contextText, missing } = await openBuilt(browser, plain);
    expect({ nearest, degraded, contextText, missing }).toEqual({ nearest: NEAREST, degraded: false, contextText: LIVES, missing: [] });
  });

  it('searches vectors of its own in Node, with the kernel and with its twin', async () => {
    const script = `
      import { createVectorIndex, quantize } from 'memoair-web/kernel';
      const axes = [[1, 0, 0], [0, 1, 0], [0, 0, 1]].map((axis) => Float32Array.from(axis));
      const found = ['wasm-relaxed-simd', 'js'].map((backend) => {
        const index = createVectorIndex(3, { backend });
        axes.forEach((axis, slot) => index.set(slot, quantize(axis)));
        return index.nearest(Float32Array.from([0.6, 0, 0.8]), 2).map(({ slot, cosine }) => [slot, Number(cosine.toFixed(2))]);
      });
      console.log(JSON.stringify(found));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: folder });
    const nearest = [
      [2, 0.8],
      [0, 0.6],
    ];
    expect(JSON.parse(stdout)).toEqual([nearest, nearest]);
  });
});
