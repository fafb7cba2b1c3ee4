import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernel, type KernelBackend } from '../../../../wasm/kernel.ts';
import { VectorArena } from '../../../../worker/search/vectors/arena.ts';
import { quantize, type QuantizedVector } from '../../../../worker/search/vectors/quantize.ts';
import { MAX_NEIGHBOURS, VectorIndex } from '../../../../worker/search/vectors/vector-index.ts';
import { nearestByForce, randomVector, toleranceOf, vectorOf, vectorSteps } from '../vector-cases.ts';

type Rows = Map<number, QuantizedVector>;

/** What every kernel has to do, against brute force over the same numbers. */
export function vectorIndexCases(backend: KernelBackend): void {
  const create = (dimension: number): VectorIndex => new VectorIndex(new VectorArena(loadKernel({ backend })), dimension);

  /** The same scores as brute force in the same order, each at a slot that has it: ties may be any of the tied. */
  function expectNearest(index: VectorIndex, rows: Rows, query: Float32Array, k: number, among: Uint8Array | null = null): void {
    const wanted = nearestByForce(rows, query, k, among);
    const found = index.nearest(query, k, among);
    const tolerance = toleranceOf(query, rows, backend);
    expect(found).toHaveLength(wanted.length);
    expect(new Set(found.map(({ slot }) => slot)).size).toBe(found.length);
    found.forEach(({ slot, cosine }, i) => {
      const own = nearestByForce(new Map([[slot, rows.get(slot)!]]), query, 1, among)[0]!;
      expect(Math.abs(cosine - own.cosine), `slot ${slot}`).toBeLessThanOrEqual(tolerance.exact);
      expect(cosine, `place ${i}`).toBeGreaterThanOrEqual(wanted[i]!.cosine - tolerance.missed);
      if (i > 0) expect(found[i - 1]!.cosine > cosine || (found[i - 1]!.cosine === cosine && found[i - 1]!.slot < slot)).toBe(true);
    });
  }

  function play(index: VectorIndex, rows: Rows, steps: readonly Parameters<typeof vectorOf>[0][]): void {
    for (const step of steps) {
      const vector = vectorOf(step, index.dimension);
      if (vector) {
        index.set(step.slot, vector);
        rows.set(step.slot, vector);
      } else {
        index.delete(step.slot);
        rows.delete(step.slot);
      }
    }
  }

  describe(`the ${backend} kernel`, () => {
    it('is in use', () => expect(create(384).backend).toBe(backend));

    it('finds what brute force finds after any inserts, overwrites and deletes, whatever the filter', () => {
      const dimension = fc.oneof(fc.constantFrom(16, 48, 384, 512), fc.integer({ min: 1, max: 100 }));
      fc.assert(
        fc.property(dimension, vectorSteps, fc.integer({ min: 1, max: 60 }), fc.nat(), fc.boolean(), (size, steps, k, seed, filtered) => {
          const index = create(size);
          const rows: Rows = new Map();
          play(index, rows, steps);
          const among = filtered ? Uint8Array.from({ length: 151 }, (_, i) => (i * 37 + seed) & 255) : null;
          expectNearest(index, rows, randomVector(size, seed), k, among);
          expect(index.count).toBe(rows.size);
          for (let slot = 0; slot < 50; slot++) expect(index.has(slot)).toBe(rows.has(slot));
          for (const [slot, vector] of rows) expect(index.get(slot)).toEqual({ scale: Math.fround(vector.scale), data: vector.data });
        }),
        { numRuns: 60 },
      );
    });

    it('finds what brute force finds among 1 to 100,000 rows', () => {
      fc.assert(
        fc.property(fc.constantFrom(1, 3, 255, 256, 257, 5_000, 100_000), fc.integer({ min: 1, max: 100 }), fc.nat(), (count, k, seed) => {
          const index = create(16);
          const rows: Rows = new Map();
          // each vector of a few hundred many times over, so that there are ties
          const vectors = Array.from({ length: Math.min(count, 300) }, (_, i) => quantize(randomVector(16, seed + i)));
          for (let slot = 0; slot < count; slot++) {
            const vector = vectors[(slot * 7) % vectors.length]!;
            index.set(slot, vector);
            rows.set(slot, vector);
          }
          expectNearest(index, rows, randomVector(16, seed + 7777), k);
        }),
        { numRuns: 12 },
      );
    });

    it('tells the cosine of single slots, NaN where there is none', () => {
      const index = create(40);
      for (let slot = 0; slot < 300; slot += 3) index.set(slot, quantize(randomVector(40, slot + 1)));
      const query = randomVector(40, 124);
      const cosines = index.cosines(query, [123, 4, 0, 9_999]);
      const rows: Rows = new Map([
        [123, quantize(randomVector(40, 124))],
        [0, quantize(randomVector(40, 1))],
      ]);
      expect(cosines[0]).toBeCloseTo(nearestByForce(rows, query, 1, null)[0]!.cosine, 3);
      expect([cosines[1], cosines[3]]).toEqual([Number.NaN, Number.NaN]);
      expect(cosines[2]).toBeCloseTo(nearestByForce(rows, query, 2, null)[1]!.cosine, 3);
    });

    it('answers a batch as it answers each query alone', () => {
      const index = create(32);
      for (let slot = 0; slot < 700; slot++) index.set(slot, quantize(randomVector(32, slot + 1)));
      const queries = Array.from({ length: 19 }, (_, i) => randomVector(32, 5_000 + i));
      expect(index.nearestOfEach(queries, 10)).toEqual(queries.map((query) => index.nearest(query, 10)));
    });

    it('keeps the first of equal rows first, zero vectors among them', () => {
      const index = create(16);
      for (const slot of [900, 3, 40, 41]) index.set(slot, quantize(new Float32Array(16)));
      index.set(7, quantize(randomVector(16, 5)));
      expect(index.nearest(new Float32Array(16), 5)).toEqual([3, 7, 40, 41, 900].map((slot) => ({ slot, cosine: 0 })));
    });

    it('shares one memory between indexes that grow beside each other, and takes it back', () => {
      const arena = new VectorArena(loadKernel({ backend }));
      const indexes = [16, 32, 16].map((dimension) => new VectorIndex(arena, dimension));
      const all = indexes.map((): Rows => new Map());
      for (let slot = 0; slot < 2_000; slot++)
        indexes.forEach((index, n) => {
          const vector = quantize(randomVector(index.dimension, slot * 3 + n));
          index.set(slot, vector);
          all[n]!.set(slot, vector);
        });
      indexes.forEach((index, n) => expectNearest(index, all[n]!, randomVector(index.dimension, 99), 20));
      const before = arena.bytes;
      for (let round = 0; round < 5; round++) {
        indexes[0]!.clear();
        expect(indexes[0]!.nearest(randomVector(16, 1), 3)).toEqual([]);
        for (const [slot, vector] of all[0]!) indexes[0]!.set(slot, vector);
      }
      expect(arena.bytes).toBe(before);
      indexes.forEach((index, n) => expectNearest(index, all[n]!, randomVector(index.dimension, 98), 20));
    });

    it('refuses NaN, a wrong dimension and a slot that is none, and stays as it was', () => {
      const index = create(16);
      index.set(0, quantize(randomVector(16, 5)));
      const query = randomVector(16, 6);
      const before = index.nearest(query, 2);
      expect(() => index.set(1, quantize(randomVector(32, 1)))).toThrow(RangeError);
      expect(() => index.set(1, { scale: Number.NaN, data: new Int8Array(16) })).toThrow(RangeError);
      expect(() => index.set(-1, quantize(query))).toThrow(RangeError);
      for (const none of [0.5, 2 ** 31, 2 ** 32]) {
        expect(() => index.set(none, quantize(query))).toThrow(RangeError);
        index.delete(none);
        expect(index.has(none)).toBe(false);
      }
      expect(() => index.nearest(query, Number.NaN)).toThrow(RangeError);
      expect(() => index.nearest(randomVector(32, 1), 1)).toThrow(RangeError);
      expect(() => index.nearest(new Float32Array(16).fill(Number.NaN), 1)).toThrow(RangeError);
      expect(() => index.cosines(randomVector(15, 1), [0])).toThrow(RangeError);
      expect(() => create(0)).toThrow(RangeError);
      expect(() => create(5000)).toThrow(RangeError);
      expect(index.nearest(query, 2)).toEqual(before);
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
      expect(index.nearest(randomVector(16, 5), 3)).toEqual([]);
    });

    it('takes the extremes of int8 at the largest dimension without overflow', () => {
      const index = create(4096);
      index.set(0, { scale: 1, data: new Int8Array(4096).fill(-128) });
      index.set(1, { scale: 1, data: new Int8Array(4096).fill(127) });
      const found = index.nearest(new Float32Array(4096).fill(1), 2);
      expect(found.map(({ slot }) => slot)).toEqual([1, 0]);
      expect(found[0]!.cosine / (127 * 4096)).toBeCloseTo(1, 2);
      expect(found[1]!.cosine / (-128 * 4096)).toBeCloseTo(1, 2);
    });

    it(`returns at most ${MAX_NEIGHBOURS}`, () => {
      const index = create(16);
      for (let slot = 0; slot < 2_000; slot++) index.set(slot, quantize(randomVector(16, slot + 1)));
      expect(index.nearest(randomVector(16, 5), 2_000)).toHaveLength(MAX_NEIGHBOURS);
      expect(index.nearest(randomVector(16, 5), 0)).toEqual([]);
    });
  });
}
