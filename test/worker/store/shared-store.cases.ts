import { describe, expect, it } from 'vitest';
import { USER_TABLES, type TableName } from '../../../worker/store/schema.ts';
import type { Store } from '../../../worker/store/store.ts';
import { event, meta, put, SAMPLES } from './rows.ts';

/** Opens `count` stores on the same, empty rows, as two tabs of one user would. */
export type OpenSharedStores = (tables: readonly TableName[]) => Promise<{ first: Store; second: Store; dispose(): Promise<void> }>;

/** What two stores on one database keep to, for implementations that allow two. */
export function sharedStoreCases(name: string, open: OpenSharedStores): void {
  const shared = async (test: (first: Store, second: Store) => Promise<void>): Promise<void> => {
    const stores = await open(USER_TABLES);
    try {
      await test(stores.first, stores.second);
    } finally {
      await stores.dispose();
    }
  };

  describe(`${name} shared by two`, () => {
    it('shows each what the other committed', () =>
      shared(async (first, second) => {
        await first.commit([put('events', event(1))], { head: { expected: 0, next: 1 } });
        expect(await second.head()).toBe(1);
        expect(await second.get('events', 1)).toEqual(event(1));
        await second.commit([put('meta', meta('a', 2))]);
        expect(await first.get('meta', 'a')).toEqual(meta('a', 2));
      }));

    it('lets one win when both commit on the same head', () =>
      shared(async (first, second) => {
        for (let head = 0; head < 10; head += 1) {
          const guard = { head: { expected: head, next: head + 1 } };
          const outcomes = await Promise.all([first, second].map((store, n) => store.commit([put('events', event(head + 1, { id: `${n}` }))], guard)));
          expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['committed', 'conflict']);
        }
        expect(await first.count('events')).toBe(10);
      }));

    it('lets one win when both store the same turn', () =>
      shared(async (first, second) => {
        const guard = { absent: { table: 'turns', key: SAMPLES.turns.id } } as const;
        const outcomes = await Promise.all([first, second].map((store) => store.commit([put('turns', SAMPLES.turns)], guard)));
        expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['committed', 'exists']);
      }));

    it('goes on for one when the other closes', () =>
      shared(async (first, second) => {
        await first.close();
        expect(await second.commit([put('meta', meta('a', 1))])).toEqual({ status: 'committed' });
      }));
  });
}
