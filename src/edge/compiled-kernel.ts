/// <reference path="./wasm-module.d.ts" />
import relaxed from '../../wasm/build/kernel-relaxed.wasm';
import simd from '../../wasm/build/kernel-simd.wasm';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { loadKernel } from '../../wasm/kernel.ts';

/**
 * A memory for the vectors of one object. Not one for all objects of an isolate: nothing tells when an object is evicted, so
 * what it held would stay.
 */
export function objectArena(): VectorArena {
  return new VectorArena(loadKernel({ compiled: { simd, relaxed } }));
}
