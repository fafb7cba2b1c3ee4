import { describe, expect, it } from 'vitest';
import type { Asks } from '../../../worker/search/asks.ts';
import { cuesOf, type CueWeights } from '../../../worker/search/cues.ts';
import { passage } from './passages.ts';

const NOTHING = { standsAlone: true, time: false, number: false };
const NONE: CueWeights = { question: 0, time: 0, number: 0, length: 0 };

const cues = (text: string, asks: Asks, weights: CueWeights): number => cuesOf(passage('p', text), asks, weights);

describe('a cue', () => {
  it('is taken off a line that asks', () => {
    const weights = { ...NONE, question: 0.5 };
    for (const text of ['What did you do?', 'Really?"', '你在做什么？']) expect(cues(text, NOTHING, weights)).toBe(-0.5);
    expect(cues('I asked why? Because I could.', NOTHING, weights)).toBeCloseTo(0);
  });

  it('is given to what tells a time, to a query that asks for one', () => {
    const weights = { ...NONE, time: 0.9 };
    const asked = { ...NOTHING, time: true };
    for (const text of ['We moved last week.', 'I was born in 1990.', 'On May 3rd, I think.', 'See you Tuesday.', 'At 7:30.'])
      expect(cues(text, asked, weights)).toBe(0.9);
    for (const text of ['We moved to Pune.', 'I like tea.']) expect(cues(text, asked, weights)).toBeCloseTo(0);
    expect(cues('We moved last week.', NOTHING, weights)).toBeCloseTo(0);
  });

  it('is given to what tells a number, to a query that asks for one', () => {
    const weights = { ...NONE, number: 0.6 };
    const asked = { ...NOTHING, number: true };
    for (const text of ['We have three cats.', 'I ran 10 km.', 'Twice a week.']) expect(cues(text, asked, weights)).toBe(0.6);
    expect(cues('We have cats.', asked, weights)).toBeCloseTo(0);
    expect(cues('We have three cats.', NOTHING, weights)).toBeCloseTo(0);
  });

  it('grows with the length of a text, less and less', () => {
    const at = (length: number): number => cues('a'.repeat(length), NOTHING, { ...NONE, length: 0.3 });
    expect(at(0)).toBeCloseTo(0);
    expect(at(40)).toBeGreaterThan(at(10));
    expect(at(40) - at(20)).toBeGreaterThan(at(400) - at(380));
  });
});
