import { describe, expect, it } from 'vitest';
import { facts, held } from './said.ts';

const KEPT: readonly (readonly [said: string, fact: string])[] = [
  ['I milk the goats at half past six.', 'User says they milk the goats at half past six.'],
  ['Our cleaner comes on Wednesdays, ten till twelve.', 'User says their cleaner comes on Wednesdays, ten till twelve.'],
  ['My eldest, Tormod, is in the navy.', 'User says their eldest, Tormod, is in the navy.'],
  ['My gym is now Anytime Fitness.', 'User says their gym is now Anytime Fitness.'],
];

const PASSING = [
  'My feet are killing me after that walk.',
  'My wife is asleep.',
  'My brother thinks I should move.',
  'I know the owner.',
  'When I was a lad we kept pigeons up on the roof.',
  'My neighbour keeps bees every summer.',
  'Old Mrs Hill downstairs has had her hip done.',
  'My car keys are on the table.',
];

describe('what no rule knows but lasts', () => {
  it.each(KEPT)('is kept in the words of the speaker: %s', (said, fact) => {
    expect(facts(said).map(({ text }) => text)).toContain(fact);
  });

  it.each(PASSING)('is not kept when it passes, or is of others: %s', (said) => {
    expect(held(said)).toEqual([]);
  });

  it('takes with it a fragment that stands beside it, and the word that was asked back', () => {
    expect(held('I milk the goats at half past six. Every single day.').join()).toContain('; Every single day');
    expect(held('Pets? Two rescue greyhounds, Nell and Bo.').join()).toContain('Pets: Two rescue greyhounds');
  });

  it('is a wish for good where it follows from something that lasts', () => {
    expect(held('My hearing aid is in the left ear, so talk slowly with me.').join()).toContain('User asks the assistant: talk slowly');
    expect(held('My hearing aid is in the left ear, so book the dentist.').join()).not.toContain('book');
  });

  it('is kept at most twice a turn', () => {
    const said = 'I milk the goats at six. I shoe the horses on Mondays. I tend the roses every evening.';
    expect(facts(said).filter(({ matchKey }) => matchKey.startsWith('user.note.'))).toHaveLength(2);
  });

  it('is a wish for good where it says how to answer', () => {
    expect(held('Spell everything the American way, always.')).toEqual([
      'user.preference.spell-everything-american: User asks the assistant: spell everything the American way, always.',
    ]);
    expect(held('Spell that word again for me.')).toEqual([]);
  });
});
