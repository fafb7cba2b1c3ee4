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
    for (let slot = 0; slot < 700; slot++)
      for (const index of [simd, js]) if (slot % 7 !== 3) index.set(slot, quantize(randomVector(dimension, slot + 1)));
    for (const index of [simd, js]) index.delete(10);
    const query = randomVector(dimension, 999);
    const twin = js.scores(query, 700);
    let empty = 0;
    simd.scores(query, 700).forEach((score, slot) => {
      if (slot % 7 === 3 || slot === 10) {
        empty++;
        expect([score, twin[slot]]).toEqual([Number.NaN, Number.NaN]);
        return;
      }
      const wanted = dot(quantize(query), quantize(randomVector(dimension, slot + 1)));
      expect(Math.abs(score - wanted)).toBeLessThan(1e-3);
      expect(Math.abs(twin[slot]! - wanted)).toBeLessThan(1e-3);
    });
    expect(empty).toBe(100);
  });
});
