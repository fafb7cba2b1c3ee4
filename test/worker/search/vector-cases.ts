import * as fc from 'fast-check';
import type { KernelBackend } from '../../../wasm/kernel.ts';
import type { Neighbour } from '../../../worker/search/vectors/vector-index.ts';
import { quantize, type QuantizedVector } from '../../../worker/search/vectors/quantize.ts';

/** Numbers from a seed, −1 to 1, the same each time. */
export function randomVector(dimension: number, seed: number): Float32Array {
  let state = (seed * 2_654_435_761 + dimension) >>> 0 || 1;
  return Float32Array.from({ length: dimension }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  });
}

/** The dot product of a query with what is stored, in double precision. */
export function dot(query: Float32Array, row: QuantizedVector): number {
  let sum = 0;
  for (let i = 0; i < row.data.length; i++) sum += query[i]! * row.data[i]!;
  return sum * row.scale;
}

/** The nearest rows, by looking at every one. */
export function nearestByForce(rows: ReadonlyMap<number, QuantizedVector>, query: Float32Array, k: number, among: Uint8Array | null): Neighbour[] {
  const found: Neighbour[] = [];
  for (const [slot, row] of rows) if (!among || ((among[slot >> 3] ?? 0) >> (slot & 7)) & 1) found.push({ slot, cosine: dot(query, row) });
  return found.sort((a, b) => b.cosine - a.cosine || a.slot - b.slot).slice(0, k);
}

const norm = (vector: Iterable<number>): number => Math.sqrt([...vector].reduce((sum, value) => sum + value * value, 0));

/**
 * How far a score may be off (`exact`: the query in 16 bits), and how much better a row that was missed may be
 * (`missed`: the scan's query in 7 bits, six deviations of its rounding).
 */
export function toleranceOf(
  query: Float32Array,
  rows: ReadonlyMap<number, QuantizedVector>,
  backend: KernelBackend,
): { readonly exact: number; readonly missed: number } {
  let longest = 0;
  for (const { scale, data } of new Set(rows.values())) longest = Math.max(longest, scale * norm(data));
  const largest = Math.max(0, ...query.map(Math.abs));
  const step = (range: number): number => (largest / range) * longest;
  const exact = 1e-6 + step(4_000) * Math.sqrt(query.length);
  return { exact, missed: exact + (backend === 'wasm-relaxed-simd' ? 6 * (step(63) / Math.sqrt(12)) : 0) };
}

export type VectorStep =
  | { readonly kind: 'set'; readonly slot: number; readonly seed: number }
  | { readonly kind: 'zero'; readonly slot: number }
  | { readonly kind: 'delete'; readonly slot: number };

const slot = fc.oneof({ weight: 5, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(1200) });
export const vectorSteps: fc.Arbitrary<VectorStep[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('set' as const), slot, seed: fc.nat(10_000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('zero' as const), slot }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), slot }) },
  ),
  { maxLength: 40 },
);

/** The vector that a step sets; null when it deletes. */
export function vectorOf(step: VectorStep, dimension: number): QuantizedVector | null {
  if (step.kind === 'delete') return null;
  return quantize(step.kind === 'zero' ? new Float32Array(dimension) : randomVector(dimension, step.seed));
}
