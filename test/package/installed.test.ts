import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright';
import { build, createServer, type InlineConfig } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionModel } from '../../src/node/model/provision.ts';
import { CHROME_ARGS, findChrome } from '../support/chrome.ts';
import { openBuilt, openPage } from './first-recall.ts';
import { installPackage } from './packed.ts';

const APP = fileURLToPath(new URL('./app/', import.meta.url));
const LIVES = expect.stringContaining('User lives in Delhi.');

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
    const { degraded, contextText, missing, incidents } = await openBuilt(browser, join(folder, 'out'));
    expect({ degraded, contextText, missing, incidents }).toEqual({ degraded: false, contextText: LIVES, missing: [], incidents: [] });
  });

  it('finds them in Vite’s development server', async () => {
    await symlink((await provisionModel()).folder, join(folder, 'model'));
    const server = await createServer({ ...vite(), server: { host: '127.0.0.1', port: 0, fs: { strict: false } } });
    try {
      await server.listen();
      const { degraded, contextText, incidents } = await openPage(browser, server.resolvedUrls!.local[0]!);
      expect({ degraded, contextText, incidents }).toEqual({ degraded: false, contextText: LIVES, incidents: [] });
    } finally {
      await server.close();
    }
  });

  it('finds them without a bundler', async () => {
    const plain = join(folder, 'plain');
    await cp(join(folder, 'node_modules/memoair-web/dist'), join(plain, 'memoair'), { recursive: true });
    for (const file of ['main.js', 'first-recall.js']) await cp(join(APP, file), join(plain, file));
    await cp(join(APP, 'plain.html'), join(plain, 'index.html'));
    const { degraded, contextText, missing } = await openBuilt(browser, plain);
    expect({ degraded, contextText, missing }).toEqual({ degraded: false, contextText: LIVES, missing: [] });
  });
});
