/**
 * The search kernel alone: an exact index over int8 vectors ({@link createVectorIndex}), and below it the kernel itself
 * ({@link loadKernel}) with the layout of its memory, for those who lay out rows of their own.
 *
 * @module
 */
import { loadKernel, type KernelOptions } from '../../wasm/kernel.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { VectorIndex } from '../../worker/search/vectors/vector-index.ts';

export * from './parts.ts';
export { loadKernel };

/**
 * An empty index of vectors with `dimension` numbers, 1 to 4096, in a memory of its own. Vectors and queries are of length 1: what is
 * told as their cosine is their dot product. A vector takes `dimension` bytes, rounded up to 16, and eight. Where WebAssembly is missing or refused, its
 * twin in JavaScript finds the same.
 *
 * @example
 * ```ts
 * const index = createVectorIndex(384);
 * index.set(0, quantize(vector)); // a Float32Array into slot 0
 * index.nearest(query, 10); // [{ slot: 0, cosine: 0.83 }, …], best first
 * ```
 *
 * @throws RangeError for a dimension that is none or over 4096
 */
export function createVectorIndex(dimension: number, options?: KernelOptions): VectorIndex {
  return new VectorIndex(new VectorArena(loadKernel(options)), dimension);
}
