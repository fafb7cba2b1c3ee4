import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asks } from '../../../worker/search/asks.ts';
import type { Candidate } from '../../../worker/search/fusion.ts';
import { rankCandidates } from '../../../worker/search/ranking.ts';
import { EPISODES, FACTS, type Recipe } from '../../../worker/search/recipes.ts';
import { passage } from './passages.ts';

const NOTHING: Asks = { standsAlone: true, time: false, number: false };
const BARE: Recipe = { ...FACTS, siblings: { share: 0, depth: 1 }, cues: { question: 0, time: 0, number: 0, length: 0 } };

interface Found {
  readonly text?: string;
  readonly document?: string | null;
  readonly lexical: number;
}
/** The texts, or else the places, of what is found by words alone, best first. */
function ranked(found: readonly Found[], recipe: Recipe, asks: Asks = NOTHING): (readonly [number, number])[] {
  const passages = found.map(({ text = 'tea', document = null }, i) => passage(`p${i}`, text, { document }));
  const candidates = found.map(({ lexical }, slot): Candidate => ({ slot, lexical, cosine: 0 }));
  return rankCandidates({ candidates, passages, idfSum: 10, denseWeight: 0, asks }, recipe).map(({ passage: { id }, score }) => [Number(id.slice(1)), score]);
}
const places = (...given: Parameters<typeof ranked>): number[] => ranked(...given).map(([place]) => place);

describe('what a passage is lent by its document', () => {
  const lending = (share: number, depth: number): Recipe => ({ ...BARE, siblings: { share, depth } });

  it('is the share of its best ones, the n-th counted 1/n, measured from the weakest of all, which every one is given', () => {
    const documents = fc.array(fc.record({ document: fc.constantFrom('a', 'b', 'c', null), lexical: fc.double({ min: 0, max: 12, noNaN: true }) }), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(documents, fc.constantFrom(0.3, 1, 2), fc.constantFrom(1, 2, 3), (found, share, depth) => {
        const own = found.map(({ lexical }) => lexical / 15);
        const lowest = Math.min(...own);
        const whole = [1, 1 / 2, 1 / 3].slice(0, depth).reduce((a, b) => a + b);
        const wanted = found.map(({ document }, i) => {
          const mates = document === null ? [own[i]!] : own.filter((_, k) => found[k]!.document === document);
          const best = mates.toSorted((a, b) => b - a).slice(0, depth);
          return own[i]! + share * (lowest + best.reduce((sum, each, n) => sum + (each - lowest) / (n + 1), 0) / whole);
        });
        for (const [place, score] of ranked(found, lending(share, depth))) expect(score).toBeCloseTo(Math.min(1, wanted[place]! / (1 + share)), 9);
      }),
    );
  });

  it('brings three that are good together before one that is a little better alone', () => {
    const found = [
      { document: 'alone', lexical: 5 },
      ...['mate', 'mate', 'mate'].map((document) => ({ document, lexical: 4.8 })),
      { document: 'weak', lexical: 1 },
    ];
    expect(places(found, lending(2, 1))[0]).toBe(0);
    expect(places(found, lending(2, 3)).slice(0, 3)).toEqual([1, 2, 3]);
  });
});

describe('cues', () => {
  it('bring what tells a time before what does not, when a time is asked for', () => {
    const found = [
      { text: 'We moved to Pune.', lexical: 5.1 },
      { text: 'We moved last week.', lexical: 5 },
    ];
    expect(places(found, FACTS)).toEqual([0, 1]);
    expect(places(found, FACTS, { ...NOTHING, time: true })).toEqual([1, 0]);
  });

  it('bring an answer before the question that it follows', () => {
    const found = [
      { text: 'Which tea do you like best?', lexical: 5.2 },
      { text: 'The green tea is what I like.', lexical: 5 },
      { text: 'It rains.', lexical: 0 },
    ];
    expect(places(found, { ...EPISODES, cues: BARE.cues })).toEqual([0, 1, 2]);
    expect(places(found, EPISODES)).toEqual([1, 0, 2]);
  });
});
