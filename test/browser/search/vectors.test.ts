import { describe, expect, it } from 'vitest';
import { quantize } from '../../../worker/search/quantize.ts';
import { createJsVectorIndex, createVectorIndex } from '../../../worker/search/vectors.ts';
import { dot, randomVector } from '../../worker/search/vector-cases.ts';

describe('the SIMD kernel in a browser', () => {
  it('is in use', () => {
    expect(createVectorIndex(384).backend).toBe('wasm-simd');
  });

  it.each([16, 384, 512])('scores as its twin and brute force do, with %d numbers a vector', (dimension) => {
    const simd = createVectorIndex(dimension);
    const js = createJsVectorIndex(dimension);
    for (let slot = 0; slot < 700; slot++) for (const index of [simd, js]) if (slot % 7 !== 3) index.set(slot, quantize(randomVector(dimension, slot + 1)));
    for (const index of [simd, js]) index.delete(10);
    const query = randomVector(dimension, 999);
    const twin = js.scores(query, 700);
    const scores = simd.scores(query, 700);
    for (let slot = 0; slot < 700; slot++) {
      const empty = slot % 7 === 3;
      const wanted = empty ? Number.NaN : dot(quantize(query), quantize(randomVector(dimension, slot + 1)));
      // NaN is close to nothing, and equal to NaN
      expect([scores[slot]!, twin[slot]!].map((score) => Object.is(score, wanted) || Math.abs(score - wanted) < 1e-3)).toEqual([true, true]);
    }
  });
});
