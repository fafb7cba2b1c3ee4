import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseAbsolute, fuseStandardised, type Candidate, type FusionInput } from '../../../worker/search/fusion.ts';

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
const inputs: fc.Arbitrary<FusionInput> = fc.record({
  candidates,
  idfSum: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 40, noNaN: true })),
  denseWeight: fc.constantFrom(0, 0.1, 0.5, 1),
});

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const absolute = ({ idfSum, denseWeight }: FusionInput, { lexical, cosine }: Candidate): number =>
  ((1 - denseWeight) * lexical) / (1.5 * idfSum || 1) + denseWeight * Math.max(0, cosine);

function zSum({ candidates: all, denseWeight }: FusionInput, candidate: Candidate): number {
  const z = (read: (each: Candidate) => number): number => {
    const mean = all.reduce((sum, each) => sum + read(each), 0) / all.length;
    const deviation = Math.sqrt(all.reduce((sum, each) => sum + (read(each) - mean) ** 2, 0) / all.length);
    return deviation < 1e-9 ? 0 : (read(candidate) - mean) / deviation;
  };
  return (1 - denseWeight) * z((each) => each.lexical) + denseWeight * z((each) => each.cosine);
}

describe.each([
  ['absolute', fuseAbsolute, absolute],
  ['standardised', fuseStandardised, zSum],
])('%s fusion', (_name, fuse, value) => {
  it('returns every candidate once, scored from 0 to 1, never rising', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const fused = fuse(input);
        expect(fused.map(({ slot }) => slot).sort((a, b) => a - b)).toEqual(input.candidates.map(({ slot }) => slot).sort((a, b) => a - b));
        fused.forEach(({ score }, i) => {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(i === 0 ? 1 : fused[i - 1]!.score);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('orders by the whole sum, also where the score has reached its bound', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        // a lone candidate has no spread to be standardised by
        fc.pre(input.candidates.length > 1);
        const values = fuse(input).map((candidate) => value(input, candidate));
        for (let i = 1; i < values.length; i++) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]! + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what either side said of a candidate', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const given = new Map(input.candidates.map((each) => [each.slot, each]));
        for (const { slot, lexical, cosine } of fuse(input)) expect({ slot, lexical, cosine }).toEqual(given.get(slot));
      }),
    );
  });
});

describe('absolute fusion', () => {
  it('scores by what the query could attain, not by the other candidates', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        for (const fused of fuseAbsolute(input)) expect(fused.score).toBeCloseTo(clamp(absolute(input, fused)), 10);
      }),
    );
  });

  it('keeps the better of two passages before the other when words alone bring both past 1', () => {
    const fused = fuseAbsolute({
      candidates: [
        { slot: 1, lexical: 3, cosine: 0 },
        { slot: 2, lexical: 4, cosine: 0 },
      ],
      idfSum: 1,
      denseWeight: 0,
    });
    expect(fused.map(({ slot, score }) => [slot, score])).toEqual([
      [2, 1],
      [1, 1],
    ]);
  });
});

describe('standardised fusion', () => {
  it('scores on the scale of absolute fusion: with the same mean where nothing is clamped', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        fc.pre(input.candidates.length > 1);
        const fused = fuseStandardised(input);
        fc.pre(fused.every(({ score }) => score > 0 && score < 1));
        const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
        expect(mean(fused.map(({ score }) => score))).toBeCloseTo(mean(input.candidates.map((each) => absolute(input, each))), 6);
      }),
    );
  });

  it('scores a lone candidate as absolute fusion does', () => {
    const input = { candidates: [{ slot: 4, lexical: 1.2, cosine: 0.5 }], idfSum: 2, denseWeight: 0.5 };
    expect(fuseStandardised(input)).toEqual(fuseAbsolute(input));
    expect(fuseStandardised(input)[0]!.score).toBeCloseTo(0.45, 10);
  });

  it('scores two candidates alike when each leads on one side by as much', () => {
    const fused = fuseStandardised({
      candidates: [
        { slot: 0, lexical: 0.3, cosine: 0.1 },
        { slot: 1, lexical: 0.1, cosine: 0.3 },
      ],
      idfSum: 1,
      denseWeight: 0.5,
    });
    expect(fused[0]!.score).toBeCloseTo(fused[1]!.score, 9);
  });
});
