import { describe, expect, it } from 'vitest';
import { resolveGroups } from '../../../worker/extract/groups.ts';
import type { FactRow } from '../../../worker/store/schema.ts';
import { found } from './said.ts';

const row = (matchKey: string, text: string): FactRow => ({
  id: matchKey,
  kind: 'fact',
  seq: 1,
  at: '2026-01-01T00:00:00.000Z',
  matchKey,
  text,
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: null,
  source: { sessionId: 's', turnId: 't' },
  metadata: {},
});

const HELD = [
  row('user.activity.zumba', 'User goes to zumba on Mondays.'),
  row('user.relation.boyfriend.name', "User's boyfriend is named Anders."),
  row('user.owns.car', 'User has a Fiat Panda.'),
  row('user.location.current', 'User lives in Ghent.'),
];
const ended = (said: string): readonly string[] =>
  resolveGroups(found(said), HELD)
    .filter(({ ends }) => ends)
    .map(({ matchKey }) => matchKey);

const after = (said: string): readonly string[] => resolveGroups(found(said), HELD).map(({ text, ends }) => (ends ? 'over' : text));

describe('a change', () => {
  it.each([
    ['Packed in the zumba, it was murdering my hips.', 'user.activity.zumba'],
    ['Me and Anders are done.', 'user.relation.boyfriend.name'],
    ['Somebody nicked the Panda.', 'user.owns.car'],
  ])('ends the one fact that it names: %s', (said, key) => {
    expect(ended(said)).toContain(key);
  });

  it.each(['Zumba was fun.', 'I might sell the Panda.', 'Anders called.', 'I sold every last pigeon.', 'Should I quit zumba?'])(
    'is not read from: %s',
    (said) => {
      expect(ended(said)).toEqual([]);
    },
  );

  it.each([
    ['I went to zumba today and it was great.'],
    ['I left my Panda at the garage.'],
    ['The Panda broke down, so I took the bus home.'],
    ['Anders was cross with me so I made dinner.'],
    ['Anders has moved his office to Hull.'],
    ['Ghent was packed today, I had to queue.'],
    ['My house has four bedrooms.'],
    ['I eat out now and then.'],
    ['My neighbour sold his Panda.'],
  ])('is not read from what only happens to something: %s', (said) => {
    expect(ended(said)).toEqual([]);
  });

  it('puts what is told beside an end in its place, without the end', () => {
    expect(after('Packed in the zumba, so these days I do pottery at the church hall.')).toEqual(
      expect.arrayContaining(['over', expect.stringContaining('pottery')]),
    );
    expect(after('Packed in the zumba, so these days I do pottery at the church hall.').join()).not.toContain('zumba');
  });

  it('ends nothing where it may mean two', () => {
    const two = [row('user.pet.dog.rex', 'User has a dog named Rex.'), row('user.note.dog-rex', 'User says Rex sleeps in their bed.')];
    expect(resolveGroups([{ matchKey: 'user.any.gone-0', text: 'User no longer has Rex.', ends: true }], two)).toEqual([]);
  });
});
