import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FactChanges } from '../../worker/facts.ts';
import type { ExtractedFact } from '../../worker/extract/extractor.ts';
import type { FactRow } from '../../worker/store/schema.ts';
import { fact } from './rows.ts';

const KEY = 'user.location.current';
const lives = (where: string, ends = false): ExtractedFact => ({
  matchKey: KEY,
  text: ends ? `User no longer lives in ${where}.` : `User lives in ${where}.`,
  ends,
});
const on = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;

/** Facts over many turns: each batch sees what the ones before it left. */
class Book {
  readonly rows = new Map<string, FactRow>();
  #ids = 0;

  of(matchKey: string): FactRow[] {
    return [...this.rows.values()].filter((row) => row.matchKey === matchKey);
  }

  open(matchKey: string): FactRow | undefined {
    return this.of(matchKey).find(({ validTo }) => validTo === null);
  }

  say(day: number, ...found: readonly ExtractedFact[]): readonly FactRow[] {
    const changes = new FactChanges((key) => this.of(key));
    changes.take(found, { seq: day, at: on(day), source: { sessionId: 's', turnId: `t${day}` } }, () => `f${++this.#ids}`);
    for (const row of changes.rows) this.rows.set(row.id, row);
    return changes.rows;
  }

  get told(): readonly (readonly [text: string, from: string, to: string | null])[] {
    return [...this.rows.values()].map(({ text, validFrom, validTo }) => [text, validFrom, validTo]);
  }
}

describe('a fact under a key that already holds one', () => {
  it('supersedes it: the old one ends where the new one begins, and is kept', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    book.say(5, lives('Pune'));
    expect(book.told).toEqual([
      ['User lives in Delhi.', on(1), on(5)],
      ['User lives in Pune.', on(5), null],
    ]);
  });

  it('is history when it is older: it ends where the one that holds began', () => {
    const book = new Book();
    book.say(5, lives('Pune'));
    book.say(1, lives('Delhi'));
    expect(book.told).toEqual([
      ['User lives in Pune.', on(5), null],
      ['User lives in Delhi.', on(1), on(5)],
    ]);
  });

  it('takes its place in the history when many are told out of order, and is not told twice', () => {
    const book = new Book();
    book.say(9, lives('Berlin'));
    book.say(1, lives('Delhi'));
    book.say(2, lives('Delhi'));
    book.say(5, lives('Pune'));
    book.say(5, lives('Pune'));
    expect(book.told).toEqual([
      ['User lives in Berlin.', on(9), null],
      ['User lives in Delhi.', on(1), on(5)],
      ['User lives in Pune.', on(5), on(9)],
    ]);
  });

  it('is not stored when it says the same', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    expect(book.say(5, lives('Delhi'))).toEqual([]);
    expect(book.told).toEqual([['User lives in Delhi.', on(1), null]]);
  });

  it('is not stored when it says less, or the same in other words', () => {
    const book = new Book();
    book.say(
      1,
      { matchKey: 'user.activity.chess', text: 'User plays chess every Friday.', ends: false },
      { matchKey: 'user.likes.tea', text: 'User likes tea.', ends: false },
    );
    expect(
      book.say(
        2,
        { matchKey: 'user.activity.chess', text: 'User plays chess.', ends: false },
        { matchKey: 'user.likes.tea', text: 'User loves tea.', ends: false },
      ),
    ).toEqual([]);
    book.say(3, { matchKey: 'user.activity.chess', text: 'User plays chess every Monday.', ends: false });
    expect(book.open('user.activity.chess')?.text).toBe('User plays chess every Monday.');
  });

  it('supersedes a place whose name only begins the same', () => {
    const book = new Book();
    book.say(1, lives('York'));
    book.say(2, lives('Yorkville'));
    expect(book.open(KEY)?.text).toBe('User lives in Yorkville.');
  });

  it('leaves facts under other keys alone', () => {
    const book = new Book();
    book.say(1, lives('Delhi'), { matchKey: 'user.name', text: 'User’s name is Anna.', ends: false });
    expect(book.say(2, lives('Pune')).map(({ matchKey }) => matchKey)).toEqual([KEY, KEY]);
  });

  it('supersedes it within one turn too, as the last one said', () => {
    const book = new Book();
    book.say(1, lives('Delhi'), lives('Pune'), lives('Goa'));
    expect(book.open(KEY)?.text).toBe('User lives in Goa.');
    expect(book.rows.size).toBe(3);
  });

  it.each([
    ['user.location.current', 'User lives in London, Ontario.', 'User lives in London.'],
    ['user.employment.employer', 'User works at Google DeepMind.', 'User works at Google.'],
    ['user.owns.phone', 'User has a Pixel 8 Pro.', 'User has a Pixel 8.'],
    ['user.likes.tea', 'User likes tea.', 'User likes tea, but only decaf.'],
    ['user.allergy.peanut', 'User is allergic to peanuts.', 'User is allergic to peanuts and carries an EpiPen.'],
  ])('is superseded by what says something else, or more, under %s', (matchKey, first, then) => {
    const book = new Book();
    book.say(1, { matchKey, text: first, ends: false });
    book.say(2, { matchKey, text: then, ends: false });
    expect(book.open(matchKey)?.text).toBe(then);
  });

  it('holds again after it was superseded, as a fact of its own', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    book.say(2, lives('Pune'));
    book.say(3, lives('Delhi'));
    expect(book.told).toEqual([
      ['User lives in Delhi.', on(1), on(2)],
      ['User lives in Pune.', on(2), on(3)],
      ['User lives in Delhi.', on(3), null],
    ]);
  });
});

describe('an ending', () => {
  it('ends the fact that it names, and adds nothing', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    book.say(4, lives('Delhi', true));
    expect(book.told).toEqual([['User lives in Delhi.', on(1), on(4)]]);
  });

  it('of something else than what holds changes nothing', () => {
    const book = new Book();
    book.say(1, lives('Pune'));
    expect(book.say(4, lives('Delhi', true))).toEqual([]);
  });

  it('of what was never said changes nothing', () => {
    expect(new Book().say(1, lives('Delhi', true))).toEqual([]);
  });

  it('that is older than the fact does not end it before it began', () => {
    const book = new Book();
    book.say(5, lives('Delhi'));
    expect(book.say(1, lives('Delhi', true))).toEqual([]);
  });

  it('and what follows it in the same turn: the old one ends, the new one holds', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    book.say(4, lives('Delhi', true), lives('Pune'));
    expect(book.told).toEqual([
      ['User lives in Delhi.', on(1), on(4)],
      ['User lives in Pune.', on(4), null],
    ]);
  });
});

describe('an imported fact', () => {
  it('that has already ended does not touch the one that holds', () => {
    const changes = new FactChanges(() => [fact('held', 1)]);
    const ended = fact('old', 2, { validFrom: on(1), validTo: on(2), text: 'User lives in Goa.' });
    changes.add(ended);
    expect(changes.rows).toEqual([ended]);
  });

  it('that ends later on leaves none behind that holds when something else is said', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    const changes = new FactChanges((key) => book.of(key));
    changes.add(fact('stay', 2, { matchKey: KEY, text: 'User lives in Goa.', validFrom: on(3), validTo: on(20) }));
    for (const row of changes.rows) book.rows.set(row.id, row);
    book.say(5, lives('Pune'));
    expect(book.told).toEqual([
      ['User lives in Delhi.', on(1), on(5)],
      ['User lives in Goa.', on(3), on(5)],
      ['User lives in Pune.', on(5), null],
    ]);
  });

  it('without a key stands beside all others', () => {
    const changes = new FactChanges(() => [fact('held', 1)]);
    changes.add(fact('a', 2, { matchKey: null }));
    changes.add(fact('b', 2, { matchKey: null }));
    expect(changes.rows.map(({ id, validTo }) => [id, validTo])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });

  it('that comes again under its id is replaced, not superseded', () => {
    const changes = new FactChanges(() => [fact('held', 1)]);
    changes.add(fact('held', 2, { text: 'User lives in New Delhi.' }));
    expect(changes.rows).toEqual([fact('held', 2, { text: 'User lives in New Delhi.' })]);
  });
});

describe('a fact that is taken out', () => {
  const take = (book: Book, ...texts: readonly string[]): void => {
    const changes = new FactChanges((key) => book.of(key));
    const doomed = texts.map((text) => [...book.rows.values()].find((row) => row.text.includes(text))!);
    for (const row of doomed) changes.remove(row, 99);
    for (const row of doomed) book.rows.delete(row.id);
    for (const row of changes.rows) book.rows.set(row.id, row);
  };

  it('gives its time back to the one before it', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    book.say(5, lives('Pune'));
    book.say(9, lives('Goa'));
    take(book, 'Pune');
    expect(book.told).toEqual([
      ['User lives in Delhi.', on(1), on(9)],
      ['User lives in Goa.', on(9), null],
    ]);
    take(book, 'Goa');
    expect(book.told).toEqual([['User lives in Delhi.', on(1), null]]);
  });

  it('of the beginning changes no other', () => {
    const book = new Book();
    book.say(1, lives('Delhi'));
    book.say(5, lives('Pune'));
    take(book, 'Delhi');
    expect(book.told).toEqual([['User lives in Pune.', on(5), null]]);
  });

  it('with all others that one turn told leaves what held before that turn, whichever goes first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['Pune', 'Goa', 'Berlin'], { minLength: 3 }), (order) => {
        const book = new Book();
        book.say(1, lives('Delhi'));
        book.say(5, lives('Pune'), lives('Goa'), lives('Berlin'));
        take(book, ...order);
        expect(book.told).toEqual([['User lives in Delhi.', on(1), null]]);
      }),
    );
  });

  it('and comes back is there again', () => {
    const changes = new FactChanges(() => [fact('held', 1)]);
    changes.remove(fact('held', 1), 2);
    changes.add(fact('held', 3));
    expect(changes.rows).toEqual([fact('held', 3)]);
  });
});

describe('after any statements in any order of dates', () => {
  it('one fact a key holds at most, the latest said, and no fact ends before it begins', () => {
    const statement = fc.record({ day: fc.integer({ min: 1, max: 28 }), where: fc.constantFrom('Delhi', 'Pune', 'Goa') });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 12 }), (statements) => {
        const book = new Book();
        for (const { day, where } of statements) book.say(day, lives(where));
        const rows = [...book.rows.values()];
        expect(rows.filter(({ validTo }) => validTo === null)).toHaveLength(statements.length > 0 ? 1 : 0);
        const latest = rows
          .map(({ validFrom }) => validFrom)
          .toSorted()
          .at(-1);
        expect(book.open(KEY)?.validFrom).toBe(latest);
        expect(rows.filter(({ validFrom, validTo }) => validTo !== null && validTo < validFrom)).toEqual([]);
      }),
    );
  });
});
