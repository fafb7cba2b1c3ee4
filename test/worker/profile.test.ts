import { describe, expect, it } from 'vitest';
import { nextProfile, profileSummary } from '../../worker/profile.ts';
import { fact } from './rows.ts';

const city = fact('city', 1);
const name = fact('name', 2, { matchKey: 'user.name', text: "User's name is Anna." });
const tea = fact('tea', 3, { matchKey: 'user.likes.tea', text: 'User likes tea.' });

describe('the summary of a profile', () => {
  it('tells the facts that hold in one line: who before what', () => {
    expect(profileSummary([tea, city, name])).toBe('User: name is Anna; lives in Delhi; likes tea.');
  });

  it('leaves out what has ended, what has no key and what is not of the user', () => {
    const ended = fact('old', 1, { matchKey: 'user.location.previous', text: 'User lives in Goa.', validTo: '2026-04-01T00:00:00.000Z' });
    const keyless = fact('x', 1, { matchKey: null, text: 'A note.' });
    const foreign = fact('y', 1, { matchKey: 'team.size', text: 'The team has nine members.' });
    expect(profileSummary([ended, keyless, foreign])).toBe('');
    expect(profileSummary([ended, keyless, foreign, tea])).toBe('User: likes tea.');
  });

  it('is the same whatever the order of the facts', () => {
    const facts = [
      tea,
      city,
      name,
      fact('dog', 4, { matchKey: 'user.pet.dog', text: 'User has a dog.' }),
      fact('tea2', 5, { matchKey: 'user.likes.cake', text: 'User likes cake.' }),
    ];
    expect(profileSummary(facts.toReversed())).toBe(profileSummary(facts));
  });

  it('tells the newest first of facts of one kind', () => {
    const later = fact('cake', 5, { matchKey: 'user.likes.cake', text: 'User likes cake.', validFrom: '2026-05-01T00:00:00.000Z' });
    expect(profileSummary([tea, later])).toBe('User: likes cake; likes tea.');
  });

  it('tells what must not be forgotten before what is liked, however much that is', () => {
    const likes = Array.from({ length: 30 }, (_, i) => fact(`l${i}`, 10 + i, { matchKey: `user.likes.thing-${i}`, text: `User likes thing ${i}.` }));
    const nut = fact('nut', 1, { matchKey: 'user.allergy.nut', text: 'User is allergic to nuts.' });
    const car = fact('car', 2, { matchKey: 'user.owns.car', text: 'User drives a Kia.' });
    const summary = profileSummary([...likes, car, nut]);
    expect(summary).toMatch(/^User: is allergic to nuts; likes thing/u);
    expect(summary).toContain('drives a Kia');
  });

  it('stays short, at whole facts', () => {
    const many = Array.from({ length: 100 }, (_, i) =>
      fact(`f${i}`, i, { matchKey: `user.likes.thing-${i}`, text: `User likes a rather long thing of number ${i}.` }),
    );
    const summary = profileSummary(many);
    expect(summary.length).toBeLessThanOrEqual(620);
    expect(summary).toMatch(/number \d+\.$/);
  });
});

describe('the next profile', () => {
  it('is one version on when the summary changes, and the very same otherwise', () => {
    const first = nextProfile(null, [city]);
    expect(first).toEqual({ version: 1, summary: 'User: lives in Delhi.' });
    expect(nextProfile(first, [city, fact('note', 9, { matchKey: null })])).toBe(first);
    expect(nextProfile(first, [city, name])).toMatchObject({ version: 2 });
  });

  it('is none while nothing is known, and empty when nothing is left', () => {
    expect(nextProfile(null, [])).toBeNull();
    expect(nextProfile({ version: 4, summary: 'User: lives in Delhi.' }, [])).toEqual({ version: 5, summary: '' });
  });
});
