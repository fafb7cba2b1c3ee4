/// <reference path="../edge/wasm-module.d.ts" />
/**
 * The search kernel for Workers, which compile nothing at run time: its modules come with the code.
 *
 * @module
 */
import relaxed from '../../wasm/build/kernel-relaxed.wasm';
import simd from '../../wasm/build/kernel-simd.wasm';
import { loadKernel as load, type Kernel, type KernelOptions } from '../../wasm/kernel.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { VectorIndex } from '../../worker/search/vectors/vector-index.ts';

export * from './parts.ts';

/** As `loadKernel` elsewhere, over the modules that lie beside this one. */
export function loadKernel(options?: KernelOptions): Kernel {
  return load({ compiled: { simd, relaxed }, ...options });
}

/** As `createVectorIndex` elsewhere. */
export function createVectorIndex(dimension: number, options?: KernelOptions): VectorIndex {
  return new VectorIndex(new VectorArena(loadKernel(options)), dimension);
}
