import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileSnapshot } from '../../src/contract/types.ts';
import { FactChanges } from '../../worker/facts.ts';
import { neutralise } from '../../worker/neutralise.ts';
import { nextProfile, profileSummary } from '../../worker/profile.ts';
import type { FactRow } from '../../worker/store/schema.ts';
import { hostile } from '../worker/hostile.ts';
import { fact } from '../worker/rows.ts';
import { runs } from './runs.ts';

const KEYS = ['user.location.current', 'user.name', 'user.likes.tea'];
const on = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;
const day = fc.integer({ min: 1, max: 28 });
const key = fc.constantFrom(...KEYS);
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('User lives in Delhi.', 'User lives in Pune.', 'User is Anna.') },
  { weight: 1, arbitrary: hostile.filter((each) => each !== '') },
);
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('say' as const), key, day, text, ends: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('import' as const), key: fc.option(key), from: day, to: fc.option(day), text }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('forget' as const), which: fc.nat(9) }) },
);

/** Facts over many steps, with the profile that is made of them. */
class Life {
  readonly rows = new Map<string, FactRow>();
  profile: ProfileSnapshot | null = null;
  #ids = 0;

  run(each: typeof step extends fc.Arbitrary<infer T> ? T : never): void {
    const changes = new FactChanges((matchKey) => [...this.rows.values()].filter((row) => row.matchKey === matchKey));
    const seq = ++this.#ids;
    if (each.do === 'say') changes.take([{ matchKey: each.key, text: each.text, ends: each.ends }], { seq, at: on(each.day), source: null }, () => `f${seq}`);
    else if (each.do === 'import') {
      const validTo = each.to === null ? null : on(Math.max(each.to, each.from));
      changes.add(fact(`f${seq}`, seq, { matchKey: each.key, text: each.text, validFrom: on(each.from), validTo }));
    } else {
      const row = [...this.rows.values()][each.which % Math.max(1, this.rows.size)];
      if (row) changes.remove(row, seq);
      if (row) this.rows.delete(row.id);
    }
    for (const row of changes.rows) this.rows.set(row.id, row);
    this.profile = nextProfile(this.profile, this.rows.values());
  }
}

describe('whatever is said, imported and forgotten', () => {
  it('one fact a key holds at most, none ends before it begins, and the profile is one short line of those that hold', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const life = new Life();
        for (const each of steps) {
          const before = life.profile;
          life.run(each);
          const rows = [...life.rows.values()];
          for (const matchKey of KEYS) expect(rows.filter((row) => row.matchKey === matchKey && row.validTo === null).length).toBeLessThanOrEqual(1);
          expect(rows.filter(({ validFrom, validTo }) => validTo !== null && validTo < validFrom)).toEqual([]);
          const summary = profileSummary(rows);
          expect(life.profile?.summary ?? '').toBe(summary);
          expect(summary.length).toBeLessThanOrEqual(640);
          expect(neutralise(summary)).not.toMatch(/[\n\r\u2028\u2029]/);
          // what comes in another order says the same
          expect(profileSummary(rows.toReversed())).toBe(summary);
          if (life.profile !== before) expect(life.profile?.version).toBe((before?.version ?? 0) + 1);
          else expect(summary).toBe(before?.summary ?? '');
        }
      }),
      runs(200),
    );
  });
});
