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

export function wasmBackend(threads: number): string {
  return threads > 1 ? `wasm-${threads}-threads` : 'wasm';
}
