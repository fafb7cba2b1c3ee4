import { describe, expect, it } from 'vitest';
import { firstWords } from '../../../worker/extract/first-words.ts';
import { RULES } from '../../../worker/extract/rules.ts';
import { head } from '../../../worker/extract/rules/rule.ts';

describe('the first words of a head', () => {
  it('are those that each of its alternatives begins with', () => {
    expect(firstWords(head('i ~have|my (?:cat|dog) is|we are'))).toEqual(new Set(['i', 'my', 'we']));
  });

  it.each(['(?:and )?my cat|i have', 'i', "i'm", 'i(?: am)? here', String.raw`\p{L}+ is`])('are not told where it may begin otherwise: %s', (pattern) =>
    expect(firstWords(head(pattern))).toBeNull(),
  );

  it('are known for most rules of the grammar', () => {
    expect(RULES.filter((rule) => firstWords(rule.head)).length).toBeGreaterThan(RULES.length / 2);
  });
});
