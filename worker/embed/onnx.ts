import * as ort from 'onnxruntime-web/wasm';

export interface OnnxOptions {
  readonly model: Uint8Array;
  readonly threads: number;
  /** Where ONNX Runtime's wasm and its loader lie; unset in Node, which finds them in the package. */
  readonly wasmPaths?: { readonly wasm: string; readonly mjs: string };
}

/** A loaded sentence encoder: token ids in, one unit vector out. */
export interface OnnxEncoder {
  readonly backend: string;
  encode(ids: readonly number[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * Loads a sentence encoder whose graph pools and normalises (inputs `input_ids`, `attention_mask`, output `embedding`).
 * ONNX Runtime's settings are global to its module; this is the one place that sets them.
 */
export async function createOnnxEncoder(options: OnnxOptions): Promise<OnnxEncoder> {
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = options.threads;
  ort.env.wasm.proxy = false;
  if (options.wasmPaths) ort.env.wasm.wasmPaths = { ...options.wasmPaths };
  const session = await ort.InferenceSession.create(options.model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all' });
  return {
    backend: options.threads > 1 ? `wasm-${options.threads}-threads` : 'wasm',
    async encode(ids) {
      const shape = [1, ids.length];
      const feeds = {
        input_ids: new ort.Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
        attention_mask: new ort.Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
      };
      const { embedding } = await session.run(feeds);
      if (!embedding) throw new Error('The model has no output named embedding.');
      const vector = Float32Array.from(embedding.data as Float32Array);
      embedding.dispose();
      return vector;
    },
    dispose: () => session.release(),
  };
}
