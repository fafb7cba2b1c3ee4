import { describe, expect, it } from 'vitest';
import { spokenDate } from '../../demo/talk/when.ts';

/** A moment of this machine's own day, because that is how a person counts days. */
const at = (day: number, hour: number, minute: number = 0): number => new Date(2026, 10, day, hour, minute).getTime();
const iso = (ms: number): string => new Date(ms).toISOString();

describe('a date as one says it', () => {
  const now = at(20, 12);
  it.each([
    ['just now', now - 5_000],
    ['today at 08:30', at(20, 8, 30)],
    ['yesterday', at(19, 23, 59)],
    ['on Tuesday', at(17, 12)],
    ['on November 13', at(13, 12)],
    ['on June 3, 2025', new Date(2025, 5, 3, 12).getTime()],
  ])('is “%s”', (words, moment) => {
    expect(spokenDate(iso(moment), now)).toBe(words);
  });

  it('is left out where there is none', () => {
    expect(spokenDate(undefined, now)).toBe('');
    expect(spokenDate('no date', now)).toBe('');
  });
});
