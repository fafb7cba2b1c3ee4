import type { Env } from 'onnxruntime-web';
import type { OrtFiles } from '../../src/contract/protocol.ts';

/** What ONNX Runtime is told before its first session. Its settings are global to its module. */
export interface OrtSettings {
  readonly threads: number;
  /** Where its wasm and the loader of that lie; unset in Node, which finds them in the package. */
  readonly wasmPaths?: OrtFiles | undefined;
}

/** The one place that sets them. */
export function configure(env: Env, { threads, wasmPaths }: OrtSettings): void {
  env.logLevel = 'error';
  env.wasm.numThreads = threads;
  env.wasm.proxy = false;
  if (wasmPaths) env.wasm.wasmPaths = { ...wasmPaths };
}
