import gpuLoaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { EmbedderOptions } from '../../src/contract/protocol.ts';
import { webModelReader } from './fetch-model.ts';
import { loadFolderModel } from './folder-model.ts';
import { EmbedderHost } from './host.ts';
import { webKeeper } from './hub/files.ts';

/** Whole addresses once they are built; a path of this origin while they are served from their sources. */
const whole = (url: string): string => new URL(url, location.href).href;

/** Two where memory is shared. WebKitGTK calls a page isolated that has no shared memory; a model of two threads was not heard of again there. */
const usualThreads = (): number => (crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined' && navigator.hardwareConcurrency > 1 ? 2 : 1);

/** The model in a browser's worker: files over fetch, ONNX Runtime's own files beside this script unless told otherwise. */
export function createWebEmbedderHost({ model, device, threads = usualThreads(), assets, transformersUrl }: EmbedderOptions): EmbedderHost {
  const settings = {
    threads,
    wasmPaths: assets?.wasm ?? { wasm: whole(wasmUrl), mjs: whole(loaderUrl) },
    gpuWasmPaths: assets?.webgpu ?? { wasm: whole(gpuWasmUrl), mjs: whole(gpuLoaderUrl) },
  };
  return new EmbedderHost({
    device,
    load: async (onProgress, signal) => {
      if ('url' in model) return loadFolderModel(webModelReader(model.url), settings, onProgress);
      const { loadHubModel } = await import('./hub/model.ts');
      return loadHubModel({ ...settings, model, keeper: webKeeper, transformersUrl }, onProgress, signal);
    },
  });
}
