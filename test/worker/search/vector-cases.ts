import * as fc from 'fast-check';
import { quantize, type QuantizedVector } from '../../../worker/search/quantize.ts';

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

/** What a slot has to score: the dot product of what is stored, in double precision. */
export function dot(query: QuantizedVector, row: QuantizedVector): number {
  let sum = 0;
  for (let i = 0; i < row.data.length; i++) sum += query.data[i]! * row.data[i]!;
  return sum * query.scale * row.scale;
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
