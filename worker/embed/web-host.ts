import loaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { EmbedderOptions } from '../../src/contract/protocol.ts';
import { webModelReader } from './fetch-model.ts';
import { EmbedderHost } from './host.ts';
import { loadModel } from './model-files.ts';

/** The model in a browser's worker: files over fetch, ONNX Runtime's own files beside this script unless told otherwise. */
export function createWebEmbedderHost(options: EmbedderOptions): EmbedderHost {
  const reader = webModelReader(options.modelUrl);
  return new EmbedderHost({
    threads: options.threads,
    wasmPaths: options.wasmPaths ?? { wasm: new URL(wasmUrl, import.meta.url).href, mjs: new URL(loaderUrl, import.meta.url).href },
    load: (onProgress) => loadModel(reader, onProgress),
  });
}
