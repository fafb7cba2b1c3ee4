import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { USER_TABLES } from '../../../worker/store/schema.ts';
import { HEAD_KEY, type Store } from '../../../worker/store/store.ts';
import { event, fact, meta, put, remove, SAMPLES } from './rows.ts';
import type { OpenStore, StoreUnderTest } from './store.cases.ts';

const COMMITTED = { status: 'committed' };

/** All or nothing, and the guards. */
export function commitCases(open: OpenStore): void {
  describe('a commit', () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open(USER_TABLES);
      store = under.store;
    });
    afterEach(() => under.dispose());

    it('writes to several tables at once', async () => {
      expect(await store.commit([put('events', event(1)), put('outbox', SAMPLES.outbox), put('turns', SAMPLES.turns)])).toEqual(COMMITTED);
      expect(await Promise.all([store.count('events'), store.count('outbox'), store.count('turns')])).toEqual([1, 1, 1]);
    });

    it('without writes is done at once and changes nothing', async () => {
      expect(await store.commit([])).toEqual(COMMITTED);
      expect(await store.head()).toBe(0);
    });

    it('applies its writes in order', async () => {
      await store.commit([
        put('meta', meta('a', 1)),
        put('meta', meta('a', 2)),
        put('meta', meta('b', 1)),
        remove('meta', 'b'),
        remove('meta', 'c'),
        put('meta', meta('c', 3)),
      ]);
      expect(await store.scan('meta')).toEqual([meta('a', 2), meta('c', 3)]);
    });

    it('removes rows, from the indexes too, and does not mind one that is not there', async () => {
      await store.commit([put('memories', fact('a', 1)), put('memories', fact('b', 2)), put('events', event(1))]);
      expect(await store.commit([remove('memories', 'a'), remove('memories', 'nothing'), remove('events', 1)])).toEqual(COMMITTED);
      expect(await store.scan('memories')).toEqual([fact('b', 2)]);
      expect(await store.scan('memories', { index: 'bySeq' })).toEqual([fact('b', 2)]);
      expect(await store.get('memories', 'a')).toBeUndefined();
      expect(await store.count('events')).toBe(0);
    });

    it('writes 1,000 rows', async () => {
      const rows = Array.from({ length: 1000 }, (_, i) => fact(`f${String(i).padStart(4, '0')}`, i));
      expect(await store.commit(rows.map((row) => put('memories', row)))).toEqual(COMMITTED);
      expect(await store.count('memories')).toBe(1000);
      expect(await store.scan('memories')).toEqual(rows);
    });

    it('that meets a row it cannot copy leaves nothing of the others', async () => {
      await store.commit([put('meta', meta('before', 1))], { head: { expected: 0, next: 1 } });
      const payload = Object.defineProperty({}, 'text', {
        enumerable: true,
        get: () => {
          throw new TypeError('cannot be read');
        },
      });
      const writes = [put('meta', meta('new', 1)), remove('meta', 'before'), put('events', event(2, { payload })), put('meta', meta('last', 1))];
      await expect(store.commit(writes, { head: { expected: 1, next: 2 } })).rejects.toThrow('cannot be read');
      expect(await store.scan('meta')).toEqual([meta('before', 1), meta(HEAD_KEY, 1)]);
      expect(await store.count('events')).toBe(0);
      expect(await store.commit([put('events', event(2))], { head: { expected: 1, next: 2 } })).toEqual(COMMITTED);
    });

    it('moves the head from what was expected to what is next', async () => {
      expect(await store.head()).toBe(0);
      expect(await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } })).toEqual(COMMITTED);
      expect(await store.head()).toBe(1);
      expect(await store.commit([put('events', event(2)), put('events', event(3))], { head: { expected: 1, next: 3 } })).toEqual(COMMITTED);
      expect(await store.head()).toBe(3);
      await store.commit([put('events', event(4))]);
      expect(await store.head()).toBe(3);
    });

    it('that expected another head is a conflict, tells the head and writes nothing', async () => {
      await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } });
      const late = [put('events', event(1, { id: 'late' })), put('meta', meta('late', 1)), remove('events', 1)];
      expect(await store.commit(late, { head: { expected: 0, next: 1 } })).toEqual({ status: 'conflict', head: 1 });
      expect(await store.commit(late, { head: { expected: 2, next: 3 } })).toEqual({ status: 'conflict', head: 1 });
      expect(await store.scan('events')).toEqual([event(1)]);
      expect(await store.get('meta', 'late')).toBeUndefined();
      expect(await store.head()).toBe(1);
    });

    it('whose row had to be absent finds it there and writes nothing', async () => {
      const absent = { table: 'turns', key: SAMPLES.turns.id } as const;
      expect(await store.commit([put('turns', SAMPLES.turns)], { absent })).toEqual(COMMITTED);
      expect(await store.commit([put('turns', { ...SAMPLES.turns, seq: 2 }), put('meta', meta('a', 1))], { absent })).toEqual({ status: 'exists' });
      expect(await store.scan('turns')).toEqual([SAMPLES.turns]);
      expect(await store.count('meta')).toBe(0);
      await store.commit([remove('turns', SAMPLES.turns.id)]);
      expect(await store.commit([put('turns', SAMPLES.turns)], { absent })).toEqual(COMMITTED);
    });

    it('looks for the absent row in a table that it does not write, by number too', async () => {
      await store.commit([put('events', event(7))]);
      expect(await store.commit([put('meta', meta('a', 1))], { absent: { table: 'events', key: 7 } })).toEqual({ status: 'exists' });
      expect(await store.commit([put('meta', meta('a', 1))], { absent: { table: 'events', key: 8 } })).toEqual(COMMITTED);
    });

    it('tells that the row exists before it tells that the head moved', async () => {
      await store.commit([put('turns', SAMPLES.turns)], { head: { expected: 0, next: 1 } });
      const absent = { table: 'turns', key: SAMPLES.turns.id } as const;
      expect(await store.commit([put('meta', meta('a', 1))], { head: { expected: 0, next: 1 }, absent })).toEqual({ status: 'exists' });
      expect(await store.head()).toBe(1);
    });

    it('of ten at once on the same head is written once', async () => {
      const attempts = Array.from({ length: 10 }, (_, n) =>
        store.commit([put('events', event(1, { id: `writer-${n}` })), put('meta', meta(`writer-${n}`, n))], { head: { expected: 0, next: 1 } }),
      );
      const outcomes = await Promise.all(attempts);
      const winner = outcomes.findIndex((outcome) => outcome.status === 'committed');
      expect(outcomes.filter((outcome) => outcome.status === 'committed')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome.status === 'conflict' && outcome.head === 1)).toHaveLength(9);
      expect(await store.scan('events')).toEqual([event(1, { id: `writer-${winner}` })]);
      expect(await store.scan('meta')).toEqual([meta(HEAD_KEY, 1), meta(`writer-${winner}`, winner)]);
    });

    it('that loses and tries again on the new head gets in, so ten writers leave a log without gaps', async () => {
      const append = async (writer: number): Promise<void> => {
        let head = await store.head();
        for (;;) {
          const outcome = await store.commit([put('events', event(head + 1, { id: `writer-${writer}` }))], { head: { expected: head, next: head + 1 } });
          if (outcome.status !== 'conflict') return;
          head = outcome.head;
        }
      };
      await Promise.all(Array.from({ length: 10 }, (_, writer) => append(writer)));
      const events = await store.scan('events');
      expect(events.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(new Set(events.map((row) => row.id)).size).toBe(10);
    });
  });
}
