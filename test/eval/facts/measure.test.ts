import { describe, expect, it } from 'vitest';
import { readCases } from './cases.ts';
import { matched, measureFacts } from './measure.ts';

const fact = (...accept: string[]) => ({ about: '', value: '', accept });
const fixed = (...texts: string[]) => texts.map((text, i) => ({ matchKey: `user.k${i}`, text, ends: false }));

describe('the measure', () => {
  it('counts each text for one expected fact, as many as can be', () => {
    const expected = [fact('rosa'), fact('fire station')];
    expect(matched(['Rosa works at the fire station.', 'She is Rosa.'], expected).size).toBe(2);
    expect(matched(['She is Rosa.', 'Rosa it is.'], expected).size).toBe(1);
    expect(matched([], expected).size).toBe(0);
  });

  it('gives the shares that were worked out by hand', async () => {
    const statements = [
      { id: '1', said: 'a', facts: [fact('delhi'), fact('tea')], ends: [], tags: [] },
      { id: '2', said: 'b', facts: [], ends: [], tags: [] },
    ];
    const said = { a: fixed('User lives in Delhi.', 'User is tall.'), b: fixed() };
    const { rows, misses } = await measureFacts({ statements, pairs: [], assistant: [] }, ({ userText }) => said[userText as 'a' | 'b']);
    expect(rows.slice(0, 3).map(({ value, of }) => [value, of])).toEqual([
      [0.5, 2],
      [0.5, 2],
      [1, 1],
    ]);
    expect(misses.map(({ kind }) => kind)).toEqual(['not found', 'false']);
  });
});

it('finds on the open half what was reached there, and makes nothing of what an assistant says', async () => {
  const { rows } = await measureFacts(await readCases(import.meta.dirname, 'open'));
  const value = (measure: string): number => rows.find((row) => row.measure === measure)!.value;
  expect(value('precision')).toBeGreaterThanOrEqual(0.95);
  expect(value('recall')).toBeGreaterThanOrEqual(0.8);
  expect(value('supersession')).toBeGreaterThanOrEqual(0.9);
  expect(value('facts from the assistant')).toBe(0);
});
