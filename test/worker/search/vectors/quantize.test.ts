import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantize } from '../../../../worker/search/vectors/quantize.ts';

const vectors = fc
  .array(
    fc.float({ noNaN: true, noDefaultInfinity: true, min: -1, max: 1 }).filter((x) => x === 0 || Math.abs(x) > 1e-30),
    { minLength: 1, maxLength: 64 },
  )
  .map((list) => Float32Array.from(list));

describe('a quantised vector', () => {
  it('differs from the vector by half a step at most, and uses the whole range', () => {
    fc.assert(
      fc.property(vectors, (vector) => {
        const { scale, data } = quantize(vector);
        vector.forEach((value, i) => expect(Math.abs(value - data[i]! * scale)).toBeLessThanOrEqual((scale / 2) * (1 + 1e-6)));
        const largest = Math.max(...data.map(Math.abs));
        expect(largest).toBe(vector.some((value) => value !== 0) ? 127 : 0);
      }),
    );
  });

  it('of a zero vector is zero with scale 0', () => {
    expect(quantize(new Float32Array(16))).toEqual({ scale: 0, data: new Int8Array(16) });
  });

  it.each([Number.NaN, Infinity, -Infinity])('does not exist for a vector that holds %d', (value) => {
    expect(() => quantize(Float32Array.of(0.5, value))).toThrow(RangeError);
  });
});
