import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantize, type QuantizedVector } from '../../../worker/search/quantize.ts';
import { createJsVectorIndex, createVectorIndex } from '../../../worker/search/vectors.ts';
import { dot, randomVector, vectorOf, vectorSteps } from './vector-cases.ts';

const KINDS = [
  ['the SIMD kernel', createVectorIndex],
  ['the JS twin', createJsVectorIndex],
] as const;

function expectScores(scores: Float32Array, query: QuantizedVector, rows: ReadonlyMap<number, QuantizedVector>): void {
  scores.forEach((score, slot) => {
    const row = rows.get(slot);
    const wanted = row ? dot(query, row) : Number.NaN;
    expect(Object.is(score, wanted) || Math.abs(score - wanted) < 1e-4 * Math.max(1, Math.abs(score)), `slot ${slot}: ${score}, not ${wanted}`).toBe(true);
  });
}

describe.each(KINDS)('%s', (_name, create) => {
  it('scores what brute force scores after any inserts, overwrites and deletes', () => {
    fc.assert(
      fc.property(fc.constantFrom(16, 32, 48, 384, 512), vectorSteps, fc.nat(1300), fc.nat(), (dimension, steps, slots, seed) => {
        const index = create(dimension);
        const rows = new Map<number, QuantizedVector>();
        for (const step of steps) {
          const vector = vectorOf(step, dimension);
          if (vector) {
            index.set(step.slot, vector);
            rows.set(step.slot, vector);
          } else {
            index.delete(step.slot);
            rows.delete(step.slot);
          }
        }
        const query = randomVector(dimension, seed);
        const scores = index.scores(query, slots);
        expect(scores).toHaveLength(slots);
        expectScores(scores, quantize(query), rows);
        expect(index.count).toBe(rows.size);
        for (let slot = 0; slot < 50; slot++) expect(index.has(slot)).toBe(rows.has(slot));
      }),
      { numRuns: 40 },
    );
  });

  it('holds 5,000 rows that were added one by one', () => {
    const index = create(32);
    const rows = new Map<number, QuantizedVector>();
    for (let slot = 0; slot < 5000; slot++) {
      const vector = quantize(randomVector(32, slot + 1));
      index.set(slot, vector);
      rows.set(slot, vector);
    }
    const query = randomVector(32, 77);
    expectScores(index.scores(query, 5000), quantize(query), rows);
    expect(index.bytes).toBeGreaterThanOrEqual(5000 * 36);
  });

  it('finds a vector to be its own nearest', () => {
    const index = create(64);
    for (let slot = 0; slot < 300; slot++) index.set(slot, quantize(randomVector(64, slot + 1)));
    const scores = index.scores(randomVector(64, 124), 300);
    expect(scores.indexOf(Math.max(...scores))).toBe(123);
  });

  it('scores a zero vector 0 and an empty slot NaN', () => {
    const index = create(16);
    index.set(1, quantize(new Float32Array(16)));
    expect([...index.scores(randomVector(16, 5), 3)]).toEqual([Number.NaN, 0, Number.NaN]);
  });

  it('scores 0 for a query of zeros', () => {
    const index = create(16);
    index.set(0, quantize(randomVector(16, 5)));
    expect([...index.scores(new Float32Array(16), 1)]).toEqual([0]);
  });

  it('refuses NaN, a wrong dimension and a slot that is none, and stays as it was', () => {
    const index = create(16);
    index.set(0, quantize(randomVector(16, 5)));
    const query = randomVector(16, 6);
    const before = [...index.scores(query, 2)];
    expect(() => index.set(1, quantize(randomVector(32, 1)))).toThrow(RangeError);
    expect(() => index.set(-1, quantize(query))).toThrow(RangeError);
    expect(() => index.set(0.5, quantize(query))).toThrow(RangeError);
    expect(() => index.scores(randomVector(32, 1), 1)).toThrow(RangeError);
    expect(() => index.scores(new Float32Array(16).fill(Number.NaN), 1)).toThrow(RangeError);
    expect([...index.scores(query, 2)]).toEqual(before);
    expect(index.count).toBe(1);
  });

  it('counts a slot once, however often it is set or deleted', () => {
    const index = create(16);
    const vector = quantize(randomVector(16, 5));
    index.set(3, vector);
    index.set(3, vector);
    index.delete(7);
    expect(index.count).toBe(1);
    index.delete(3);
    index.delete(3);
    expect(index.count).toBe(0);
  });
});

describe('the kernel and its twin', () => {
  it('score alike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 200 }), fc.nat(), (sixteenths, count, seed) => {
        const dimension = 16 * sixteenths;
        const [simd, js] = [createVectorIndex(dimension), createJsVectorIndex(dimension)];
        expect(simd.backend).toBe('wasm-simd');
        for (let slot = 0; slot < count; slot++) for (const index of [simd, js]) index.set(slot, quantize(randomVector(dimension, seed + slot)));
        const query = randomVector(dimension, seed + 3);
        const twin = js.scores(query, count);
        simd.scores(query, count).forEach((score, slot) => expect(Math.abs(score - twin[slot]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(score))));
      }),
      { numRuns: 40 },
    );
  });

  it('agree on the extremes of int8', () => {
    const extreme = { scale: 1, data: new Int8Array(512).fill(-127) };
    const query = new Float32Array(512).fill(1);
    const scores = [createVectorIndex(512), createJsVectorIndex(512)].map((index) => {
      index.set(0, extreme);
      return index.scores(query, 1)[0]!;
    });
    expect(scores[0]).toBeCloseTo(scores[1]!, 1);
    expect(scores[0]).toBeCloseTo(-127 * 512, 0);
  });

  it('share the work by dimension: one that SIMD cannot take goes to the twin', () => {
    expect(createVectorIndex(384).backend).toBe('wasm-simd');
    expect(createVectorIndex(100).backend).toBe('js');
  });
});
