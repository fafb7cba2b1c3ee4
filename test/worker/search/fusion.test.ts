import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoresOf, sumsOf, type Candidate, type FusionInput } from '../../../worker/search/fusion.ts';

const candidates: fc.Arbitrary<Candidate[]> = fc.uniqueArray(fc.nat(500), { maxLength: 40 }).chain((slots) =>
  fc.tuple(
    ...slots.map((slot) =>
      fc.record({
        slot: fc.constant(slot),
        lexical: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 60, noNaN: true })),
        cosine: fc.oneof(fc.constant(0), fc.double({ min: -1, max: 1, noNaN: true })),
      }),
    ),
  ),
);
const inputs: fc.Arbitrary<FusionInput> = fc
  .record({
    candidates,
    idfSum: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 40, noNaN: true })),
    denseWeight: fc.constantFrom(0, 0.1, 0.5, 1),
    weight: fc.constantFrom(0, 0.3),
    seed: fc.nat(),
  })
  .map(({ weight, seed, ...input }) => {
    const alike = Float32Array.from(input.candidates, (_, i) => Math.sin(seed + i * 7));
    return { ...input, feedback: weight === 0 ? null : { alike, weight } };
  });

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const absolute = ({ candidates: all, idfSum, denseWeight, feedback }: FusionInput, i: number): number =>
  ((1 - denseWeight) * all[i]!.lexical) / (1.5 * idfSum || 1) +
  denseWeight * Math.max(0, all[i]!.cosine) +
  (feedback ? feedback.weight * Math.max(0, feedback.alike[i]!) : 0);

function zSum({ candidates: all, denseWeight, feedback }: FusionInput, i: number): number {
  const z = (read: (each: number) => number): number => {
    const mean = all.reduce((sum, _, each) => sum + read(each), 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, _, each) => sum + (read(each) - mean) ** 2, 0) / all.length);
    return deviation < 1e-9 ? 0 : (read(i) - mean) / deviation;
  };
  return (
    (1 - denseWeight) * z((each) => all[each]!.lexical) +
    denseWeight * z((each) => all[each]!.cosine) +
    (feedback ? feedback.weight * z((each) => feedback.alike[each]!) : 0)
  );
}
const mean = (values: Iterable<number>): number => {
  const all = [...values];
  return all.reduce((sum, each) => sum + each, 0) / all.length;
};

describe.each([
  ['absolute', absolute],
  ['standardised', zSum],
] as const)('%s fusion', (fusion, value) => {
  it('sums both sides, and what feedback says, by its weights', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const sums = sumsOf(fusion, input);
        expect(sums).toHaveLength(input.candidates.length);
        sums.forEach((sum, i) => expect(sum).toBeCloseTo(value(input, i), 6));
      }),
      { numRuns: 500 },
    );
  });

  it('scores from 0 to 1, never a worse candidate above a better one', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const sums = sumsOf(fusion, input);
        const scores = scoresOf(fusion, sums, input);
        const order = [...sums.keys()].sort((a, b) => sums[b]! - sums[a]!);
        order.forEach((i, n) => {
          expect(scores[i]!).toBeGreaterThanOrEqual(0);
          expect(scores[i]!).toBeLessThanOrEqual(n === 0 ? 1 : scores[order[n - 1]!]! + 1e-9);
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe('scores of absolute fusion', () => {
  it('tell what the query could attain, not what the other candidates did', () => {
    fc.assert(
      fc.property(inputs, fc.constantFrom(1, 1.5), (input, scale) => {
        const scores = scoresOf('absolute', sumsOf('absolute', input), input, scale);
        scores.forEach((score, i) => expect(score).toBeCloseTo(clamp(absolute(input, i) / scale), 6));
      }),
    );
  });
});

describe('scores of standardised fusion', () => {
  it('are on the scale of absolute fusion: with the same mean where nothing is clamped', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        fc.pre(input.candidates.length > 1);
        const scores = scoresOf('standardised', sumsOf('standardised', input), input);
        fc.pre(scores.every((score) => score > 0 && score < 1));
        expect(mean(scores)).toBeCloseTo(mean(input.candidates.map((_, i) => absolute(input, i))), 6);
      }),
    );
  });

  it('are those of absolute fusion for a lone candidate, which has no spread', () => {
    const input: FusionInput = { candidates: [{ slot: 4, lexical: 1.2, cosine: 0.5 }], idfSum: 2, denseWeight: 0.5 };
    expect(scoresOf('standardised', sumsOf('standardised', input), input)[0]).toBeCloseTo(0.45, 10);
  });

  it('are alike for two candidates of which each leads on one side by as much', () => {
    const input: FusionInput = {
      candidates: [
        { slot: 0, lexical: 0.3, cosine: 0.1 },
        { slot: 1, lexical: 0.1, cosine: 0.3 },
      ],
      idfSum: 1,
      denseWeight: 0.5,
    };
    const [a, b] = scoresOf('standardised', sumsOf('standardised', input), input);
    expect(a).toBeCloseTo(b!, 9);
  });
});
