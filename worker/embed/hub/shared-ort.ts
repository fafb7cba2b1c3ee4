import * as wasm from 'onnxruntime-web/wasm';
import type { InferenceSession } from 'onnxruntime-web';
import type { OrtFiles } from '../../../src/contract/protocol.ts';
import { configure, type OrtSettings } from '../ort-settings.ts';

export interface SharedOrtOptions extends OrtSettings {
  readonly gpuWasmPaths?: OrtFiles | undefined;
  /** Reads a file that transformers names by its path, as it does in Node. */
  readonly readFile?: ((path: string) => Promise<Uint8Array>) | undefined;
}

/**
 * Hands transformers the ONNX Runtime that is here already, so that there is one, with our own files. It looks for this
 * symbol when it is imported, and would else take another copy and set its paths to a CDN; what it sets, it sets on an
 * object of its own.
 *
 * @see https://github.com/huggingface/transformers.js/blob/main/packages/transformers/src/backends/onnx.js
 */
export function shareOrt(options: SharedOrtOptions): void {
  const create = async (model: Uint8Array | string, session: InferenceSession.SessionOptions): Promise<InferenceSession> => {
    const bytes = typeof model === 'string' ? await options.readFile!(model) : model;
    if (!session.executionProviders?.includes('webgpu')) {
      configure(wasm.env, options);
      return wasm.InferenceSession.create(bytes, session);
    }
    const gpu = await import('onnxruntime-web/webgpu');
    configure(gpu.env, { threads: 1, wasmPaths: options.gpuWasmPaths });
    return gpu.InferenceSession.create(bytes, session);
  };
  Object.defineProperty(globalThis, Symbol.for('onnxruntime'), {
    configurable: true,
    value: { Tensor: wasm.Tensor, InferenceSession: { create }, env: { wasm: {}, webgpu: {}, versions: {} } },
  });
}
