import type { OrtFiles } from '../../src/contract/protocol.ts';
import type { LoadedModel } from './encoder.ts';
import { loadModel, type ModelReader } from './model-files.ts';
import { stampOf, traitsOf } from './models.ts';
import { compileAhead, createWasmEncoder } from './onnx.ts';
import type { OrtSettings } from './ort-settings.ts';
import { createTokenizer } from './tokenizer.ts';

export interface FolderModelOptions extends OrtSettings {
  /** Where the files of ONNX Runtime's build for WebGPU lie. */
  readonly gpuWasmPaths?: OrtFiles | undefined;
}

/** A model of our own layout: a manifest, int8 weights with pooling in the graph, a tokenizer. No prefixes. */
export async function loadFolderModel(reader: ModelReader, options: FolderModelOptions, onProgress: (share: number) => void): Promise<LoadedModel> {
  compileAhead(options);
  const { manifest, model, tokenizerJson } = await loadModel(reader, onProgress);
  return {
    name: manifest.name,
    dimension: manifest.dimension,
    stamp: stampOf(manifest),
    traits: traitsOf(manifest),
    integer: true,
    alone: false,
    tokens: createTokenizer(tokenizerJson, manifest.maxTokens),
    open: async (device) => {
      if (device === 'wasm') return createWasmEncoder(model, options);
      const { createWebGpuEncoder } = await import('./webgpu/encoder.ts');
      return createWebGpuEncoder(model, options.gpuWasmPaths);
    },
  };
}
