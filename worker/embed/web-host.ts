import gpuLoaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { EmbedderOptions } from '../../src/contract/protocol.ts';
import { webModelReader } from './fetch-model.ts';
import { loadFolderModel } from './folder-model.ts';
import { EmbedderHost } from './host.ts';
import { webKeeper } from './hub/files.ts';

const beside = (url: string): string => new URL(url, import.meta.url).href;

/** The model in a browser's worker: files over fetch, ONNX Runtime's own files beside this script unless told otherwise. */
export function createWebEmbedderHost({ model, device, threads, assets, transformersUrl }: EmbedderOptions): EmbedderHost {
  const settings = {
    threads,
    wasmPaths: assets?.wasm ?? { wasm: beside(wasmUrl), mjs: beside(loaderUrl) },
    gpuWasmPaths: assets?.webgpu ?? { wasm: beside(gpuWasmUrl), mjs: beside(gpuLoaderUrl) },
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
