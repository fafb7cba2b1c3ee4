/// <reference path="./wasm-module.d.ts" />
import * as ort from 'onnxruntime-web/wasm';
import compiled from 'onnxruntime-web/ort-wasm-simd-threaded.wasm';
import type { Encoder } from '../../worker/embed/encoder.ts';
import { configure } from '../../worker/embed/ort-settings.ts';
import { sessionEncoder } from '../../worker/embed/session-encoder.ts';
import { externalWeights } from './external-weights.ts';

const WEIGHTS = 'weights';

/** Stands for ONNX Runtime's own module where it would compile it. */
const SENTINEL = 'memoair-ort';

/**
 * A sentence encoder on WebAssembly that was compiled with the code. Takes the bytes of `model` over: they are gone once its
 * weights are where they are computed with.
 */
export async function createCompiledEncoder(model: Uint8Array): Promise<Encoder> {
  configure(ort.env, { threads: 1 });
  ort.env.wasm.wasmBinary = new TextEncoder().encode(SENTINEL).buffer;
  const session = await withCompiled(() =>
    ort.InferenceSession.create(externalWeights(model, WEIGHTS), {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
      externalData: [{ path: WEIGHTS, data: model }],
    }),
  );
  if (model.buffer instanceof ArrayBuffer) model.buffer.transfer(0);
  return sessionEncoder(session, ort.Tensor, 'wasm');
}

/**
 * ONNX Runtime takes its module as bytes alone, and bytes are not compiled here. So, while its first session is made, the
 * function that would compile them gives the module instead of {@link SENTINEL}, and does for all others what it always does.
 */
async function withCompiled<R>(work: () => Promise<R>): Promise<R> {
  const real = WebAssembly.instantiate as (source: unknown, imports?: WebAssembly.Imports) => Promise<unknown>;
  const instantiate = async (source: unknown, imports?: WebAssembly.Imports): Promise<unknown> => {
    if (!isSentinel(source)) return real(source, imports);
    return { module: compiled, instance: await real(compiled, imports) };
  };
  Object.assign(WebAssembly, { instantiate });
  try {
    return await work();
  } finally {
    Object.assign(WebAssembly, { instantiate: real });
  }
}

function isSentinel(source: unknown): boolean {
  if (!(source instanceof Uint8Array) && !(source instanceof ArrayBuffer)) return false;
  return source.byteLength === SENTINEL.length && new TextDecoder().decode(source) === SENTINEL;
}
