import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topSlots } from '../../../worker/search/top.ts';

const value = fc.oneof(
  { weight: 4, arbitrary: fc.float({ noDefaultInfinity: true, noNaN: true }) },
  fc.constantFrom(Number.NaN, 0, -0, 1, 1, Infinity, -Infinity),
);

describe('the best slots', () => {
  it('are the first of all slots sorted by value, then by slot, without NaN', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 60 }), fc.nat(70), fc.func(fc.boolean()), (list, k, chosen) => {
        const values = Float32Array.from(list);
        const slots = [...values.keys()].filter((slot) => chosen(slot));
        const sorted = slots.filter((slot) => !Number.isNaN(values[slot]!)).sort((a, b) => values[b]! - values[a]! || a - b);
        expect(topSlots(values, slots, k)).toEqual(sorted.slice(0, k));
      }),
      { numRuns: 1000 },
    );
  });

  it('do not depend on the order in which slots are offered', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 }), fc.nat(20), (list, k) => {
        const values = Float32Array.from(list);
        const slots = [...values.keys()];
        expect(topSlots(values, slots.toReversed(), k)).toEqual(topSlots(values, slots, k));
      }),
    );
  });
});
