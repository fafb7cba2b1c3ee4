import { describe, expect, it } from 'vitest';
import { resolveGroups } from '../../../worker/extract/groups.ts';
import { fact } from '../rows.ts';

const misty = fact('misty', 1, { matchKey: 'user.pet.cat.misty', text: 'User has a cat named Misty.' });
const rex = fact('rex', 2, { matchKey: 'user.pet.dog.rex', text: 'User has a dog named Rex.' });
const pills = fact('pills', 3, { matchKey: 'user.medication.metformin', text: 'User takes metformin.' });
const over = (matchKey: string, text: string) => ({ matchKey, text, ends: true });

describe('the ending of a group', () => {
  it('becomes that of the fact which it names, under the key of that one', () => {
    const gone = over('user.pet.any', 'User no longer has Misty.');
    expect(resolveGroups([gone], [misty, rex])).toEqual([{ ...gone, matchKey: 'user.pet.cat.misty' }]);
  });

  it('becomes that of the only one when it names none', () => {
    const stopped = over('user.medication.any', 'User no longer takes it.');
    expect(resolveGroups([stopped], [misty, pills]).map(({ matchKey }) => matchKey)).toEqual(['user.medication.metformin']);
    const more = fact('more', 4, { matchKey: 'user.medication.insulin', text: 'User takes insulin.' });
    expect(resolveGroups([stopped], [pills, more])).toEqual([]);
  });

  it('means all of a kind when it names the kind', () => {
    const other = fact('bo', 4, { matchKey: 'user.pet.dog.bo', text: 'User has a dog named Bo.' });
    expect(resolveGroups([over('user.pet.dog.any', 'User no longer has a dog.')], [misty, rex, other])).toHaveLength(2);
  });

  it('means nothing when nothing of it holds', () => {
    const ended = { ...misty, validTo: '2026-03-02T00:00:00.000Z' };
    expect(resolveGroups([over('user.pet.any', 'User no longer has Misty.')], [ended, rex])).toEqual([]);
  });

  it('leaves every other fact as it is', () => {
    const found = [over('user.pet.cat', 'User no longer has a cat.'), { matchKey: 'user.name', text: "User's name is Ann.", ends: false }];
    expect(resolveGroups(found, [misty])).toBe(found);
  });
});
