import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRow8 } from '../../../src/node/model/build-row8.ts';
import type { Tensors } from '../../../src/node/model/safetensors.ts';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';

const SHAPE = { vocabulary: 64, layers: 2, hidden: 32, heads: 2, intermediate: 64, positions: 16, epsilon: 1e-12, pooling: 'mean' as const };

/** Weights of no meaning, always the same ones. */
const weights = {
  get: (name: string, dims: readonly number[]) => {
    let seed = Array.from(name).reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7);
    const data = Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => ((seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647 - 0.5) * 0.4);
    return { dims, data: /LayerNorm\.weight/.test(name) ? data.map((value) => 1 + value) : data };
  },
} as unknown as Tensors;

/** In a worker, where the model lives: the same texts on both devices. */
const WORKER = `
  import { createWasmEncoder } from '/worker/embed/onnx.ts';
  import { createWebGpuEncoder } from '/worker/embed/webgpu/encoder.ts';
  import { hasRealAdapter } from '/worker/embed/webgpu/adapter.ts';
  import wasm from '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm?url';
  import mjs from '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.mjs?url';
  import gpuWasm from '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm?url';
  import gpuMjs from '/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.mjs?url';
  const at = (url) => new URL(url, location.href).href;
  onmessage = async ({ data: batch }) => {
    try {
      const model = new Uint8Array(await (await fetch('/tiny.onnx')).arrayBuffer());
      const integers = await createWasmEncoder(model, { threads: 1, wasmPaths: { wasm: at(wasm), mjs: at(mjs) } });
      const floats = await createWebGpuEncoder(model, { wasm: at(gpuWasm), mjs: at(gpuMjs) });
      postMessage({ real: await hasRealAdapter(), backend: floats.backend, wasm: [...(await integers.encode(batch))], gpu: [...(await floats.encode(batch))] });
    } catch (error) {
      postMessage({ error: String(error) });
    }
  };
`;

interface Told {
  readonly error?: string;
  readonly real: boolean;
  readonly backend: string;
  readonly wasm: readonly number[];
  readonly gpu: readonly number[];
}

describe('WebGPU in a browser whose adapter is a renderer in software', () => {
  let site: ViteDevServer;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const tiny = await buildRow8(weights, SHAPE);
    site = await createServer({
      configFile: false,
      root: join(import.meta.dirname, '../../..'),
      cacheDir: 'node_modules/.vite-webgpu',
      logLevel: 'silent',
      optimizeDeps: { noDiscovery: true, include: [] },
      server: { port: 0, host: '127.0.0.1', hmr: false, watch: null },
      plugins: [
        {
          name: 'webgpu-test',
          resolveId: (id) => (id === '/gpu-worker.js' ? id : undefined),
          load: (id) => (id === '/gpu-worker.js' ? WORKER : undefined),
          configureServer: ({ middlewares }) => {
            middlewares.use('/tiny.onnx', (_request, response) => response.end(tiny));
            middlewares.use('/blank.html', (_request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>'));
          },
        },
      ],
    });
    await site.listen();
    browser = await chromium.launch({ executablePath: findChrome(), args: [...CHROME_ARGS, '--enable-unsafe-webgpu'] });
    page = await browser.newPage();
    await page.goto(`${new URL(site.resolvedUrls!.local[0]!).origin}/blank.html`);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  it('computes the vectors that WASM computes, and is told apart from a graphics processor', async () => {
    const batch = [
      [1, 5, 9, 2],
      [1, 33, 2],
      [1, 60, 61, 7, 8, 9, 2],
    ];
    const told = await page.evaluate(
      (given) =>
        new Promise<Told>((resolve) => {
          const worker = new Worker('/gpu-worker.js', { type: 'module' });
          worker.addEventListener('message', ({ data }) => resolve(data as Told));
          worker.addEventListener('error', ({ message }) => resolve({ error: message } as Told));
          worker.postMessage(given);
        }),
      batch,
    );
    expect(told.error).toBeUndefined();
    expect([told.real, told.backend]).toEqual([false, 'webgpu']);
    batch.forEach((_ids, text) => {
      const [a, b] = [told.wasm, told.gpu].map((all) => all.slice(text * SHAPE.hidden, (text + 1) * SHAPE.hidden));
      expect(a!.reduce((sum, value, i) => sum + value * b![i]!, 0)).toBeGreaterThan(0.99);
    });
  });
});
