import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveEdge } from '../../../demo/edge/serve.ts';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';
import { openBuilt } from '../first-recall.ts';
import { installTarball, packBuilt } from '../packed.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const APP = fileURLToPath(new URL('../app/', import.meta.url));
const MINUTES = 60_000;

/** Each bundles `main.js`, or `copied.js` where it makes no workers of its own and the package's assets are copied. */
const BUNDLERS: readonly (readonly [name: string, copies: boolean, args: readonly string[]])[] = [
  ['webpack', false, ['webpack-cli/bin/cli.js', '--mode', 'production', '--entry', './main.js', '-o', './out/webpack', '--output-public-path', '/']],
  ['esbuild', true, ['esbuild/bin/esbuild', 'copied.js', '--bundle', '--format=esm', '--outfile=out/esbuild/main.js']],
  ['rollup', true, ['rollup/dist/bin/rollup', 'copied.js', '-d', 'out/rollup', '--entryFileNames', 'main.js', '-p', '@rollup/plugin-node-resolve']],
];

/** Builds `one.js` into `out/one`. */
const MINIFYING: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['webpack', ['webpack-cli/bin/cli.js', '--mode', 'production', '--entry', './one.js', '-o', './out/one']],
  ['esbuild', ['esbuild/bin/esbuild', 'one.js', '--bundle', '--format=esm', '--minify', '--outfile=out/one/main.js']],
  ['rollup', ['rollup/dist/bin/rollup', 'one.js', '-d', 'out/one', '--entryFileNames', 'main.js', '-p', '@rollup/plugin-node-resolve']],
];

/** One name of a subpath, and how many bytes it may cost, uncompressed, with what it needs and nothing else. */
const ALONE: readonly (readonly [subpath: string, name: string, bytes: number])[] = [
  ['', 'DEFAULT_PORT', 300],
  ['', 'RuntimeError', 1_000],
  ['/integrations/vapi-web', 'vapiWeb', 4_000],
  ['/kernel', 'quantize', 1_000],
];

describe('an app that installs the package', { timeout: 10 * MINUTES }, () => {
  let folder = '';
  let browser: Browser;
  const run = (args: readonly string[]): Promise<unknown> => {
    const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
    const [script = '', ...rest] = args;
    return promisify(execFile)(process.execPath, [join(folder, 'node_modules', script), ...rest], {
      cwd: folder,
      env: { ...env, NEXT_TELEMETRY_DISABLED: '1' },
    });
  };
  const expectFound = async (name: string, root: string): Promise<void> => {
    const { nearest, degraded, contextText, missing, bytes } = await openBuilt(browser, root);
    expect({ nearest, degraded, contextText, missing }).toEqual({
      nearest: { backend: expect.stringMatching(/^wasm-/), slot: 1 },
      degraded: false,
      contextText: expect.stringContaining('User lives in Delhi.'),
      missing: [],
    });
    console.log(`${name}: first recall by meaning after ${(bytes / 1e6).toFixed(1)} MB, the model and ONNX Runtime among them, uncompressed`);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-bundlers-'));
    await cp(APP, folder, { recursive: true });
    await cp(join(HERE, 'package.json'), join(folder, 'package.json'));
    await installTarball(folder, await packBuilt(folder));
    browser = await chromium.launch({ executablePath: findChrome(), args: CHROME_ARGS });
  }, 10 * MINUTES);
  afterAll(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it.each(BUNDLERS)('and that %s builds finds its worker, its model and its facts', async (name, copies, args) => {
    const out = join(folder, 'out', name);
    await mkdir(out, { recursive: true });
    await run(args);
    await cp(join(APP, 'index.html'), join(out, 'index.html'));
    if (copies) await cp(join(folder, 'node_modules/memoair-web/dist/assets'), join(out, 'memoair'), { recursive: true });
    await expectFound(name, out);
  });

  it.each(MINIFYING)('and that %s builds carries the one name that it imports, and no other', async (bundler, args) => {
    for (const [subpath, name, bytes] of ALONE) {
      await writeFile(join(folder, 'one.js'), `import { ${name} } from 'memoair-web${subpath}';\nglobalThis.one = ${name};\n`);
      await rm(join(folder, 'out/one'), { recursive: true, force: true });
      await run(args);
      const { length } = await readFile(join(folder, 'out/one/main.js'));
      console.log(`${bundler}: ${name} of memoair-web${subpath} alone takes ${length} bytes`);
      expect(length).toBeLessThan(bytes);
    }
  });

  it('and that runs at the edge finds the kernel compiled with its code', async () => {
    const worker = join(folder, 'out/worker');
    // as wrangler bundles
    const args = ['--bundle', '--format=esm', '--conditions=workerd,worker,browser', '--loader:.wasm=copy', `--outfile=${worker}/worker.js`];
    await run(['esbuild/bin/esbuild', 'worker.js', ...args]);
    const workerd = fileURLToPath(new URL('../../../demo/edge/workerd', import.meta.url));
    const served = await serveEdge({ worker, workerd, objects: {}, variables: {}, model: null, storage: null, port: 0 });
    try {
      expect(await (await fetch(served.url)).json()).toEqual({ backend: expect.stringMatching(/^wasm-/), slot: 1 });
    } finally {
      await served.close();
    }
  });

  it('and that Next.js builds finds them, and is rendered without a browser before', async () => {
    await run(['next/dist/bin/next', 'build']);
    await expectFound('Next.js', join(folder, 'out/next'));
  });
});
