import * as ort from 'onnxruntime-web/wasm';
import type { Encoder } from './encoder.ts';
import { configure, type OrtSettings } from './ort-settings.ts';
import { sessionEncoder } from './session-encoder.ts';

/** Loads a sentence encoder whose graph pools and normalises, on WebAssembly. */
export async function createWasmEncoder(model: Uint8Array, settings: OrtSettings): Promise<Encoder> {
  configure(ort.env, settings);
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 });
  return sessionEncoder(session, ort.Tensor, wasmBackend(settings.threads));
}

/**
 * Has ONNX Runtime compile its WebAssembly, which takes as long as a model's files take to be read and hashed. There is no
 * call for that alone: a session of an empty model fails, but only after it.
 */
export function compileAhead(settings: OrtSettings): void {
  configure(ort.env, settings);
  ort.InferenceSession.create(new Uint8Array(0), { executionProviders: ['wasm'], logSeverityLevel: 4 }).catch(() => undefined);
}

export function wasmBackend(threads: number): string {
  return threads > 1 ? `wasm-${threads}-threads` : 'wasm';
}
