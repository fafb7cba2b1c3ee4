import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { USER_TABLES } from '../../../worker/store/schema.ts';
import type { Store } from '../../../worker/store/store.ts';
import { event, fact, meta, put, SAMPLES } from './rows.ts';
import type { OpenStore, StoreUnderTest } from './store.cases.ts';

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map((row) => row.id);
const seqs = (rows: readonly { readonly seq: number }[]): number[] => rows.map((row) => row.seq);

/** Order, ranges and counts. */
export function scanCases(open: OpenStore): void {
  describe('a scan', () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open(USER_TABLES);
      store = under.store;
    });
    afterEach(() => under.dispose());

    it('of an empty table is empty', async () => {
      expect(await store.scan('events')).toEqual([]);
      expect(await store.scan('events', { index: 'bySession', equals: 's1' })).toEqual([]);
      expect(await store.count('events')).toBe(0);
    });

    it('sorts number keys as numbers, not as text', async () => {
      await store.commit([10, 9, 100, 2, 1].map((n) => put('events', event(n))));
      expect(seqs(await store.scan('events'))).toEqual([1, 2, 9, 10, 100]);
      expect(seqs(await store.scan('events', { after: 9 }))).toEqual([10, 100]);
    });

    it('sorts string keys by code, digits and case as they come', async () => {
      await store.commit(['b', 'a', '10', '9', 'B', 'é', ''].map((id) => put('meta', meta(id, null))));
      expect(ids(await store.scan('meta'))).toEqual(['', '10', '9', 'B', 'a', 'b', 'é']);
    });

    it('by primary key gives the rows equal to, after, and at most so many', async () => {
      await store.commit(['a', 'b', 'c', 'd'].map((id) => put('meta', meta(id, id))));
      expect(ids(await store.scan('meta', { equals: 'c' }))).toEqual(['c']);
      expect(ids(await store.scan('meta', { equals: 'cc' }))).toEqual([]);
      expect(ids(await store.scan('meta', { after: 'b' }))).toEqual(['c', 'd']);
      expect(ids(await store.scan('meta', { after: 'bb' }))).toEqual(['c', 'd']);
      expect(ids(await store.scan('meta', { after: 'd' }))).toEqual([]);
      expect(ids(await store.scan('meta', { limit: 2 }))).toEqual(['a', 'b']);
      expect(ids(await store.scan('meta', { after: 'a', limit: 2 }))).toEqual(['b', 'c']);
      expect(ids(await store.scan('meta', { limit: 9 }))).toEqual(['a', 'b', 'c', 'd']);
      expect(ids(await store.scan('meta', { limit: 0 }))).toEqual([]);
      expect(ids(await store.scan('meta', { equals: 'c', after: 'b' }))).toEqual(['c']);
      expect(ids(await store.scan('meta', { equals: 'c', after: 'c' }))).toEqual([]);
    });

    it('by index sorts by the index, then by the primary key', async () => {
      const rows = [fact('c', 2), fact('a', 10), fact('b', 2), fact('d', 1)];
      await store.commit(rows.map((row) => put('memories', row)));
      expect(ids(await store.scan('memories', { index: 'bySeq' }))).toEqual(['d', 'b', 'c', 'a']);
      expect(ids(await store.scan('memories', { index: 'bySeq', equals: 2 }))).toEqual(['b', 'c']);
      expect(ids(await store.scan('memories', { index: 'bySeq', after: 1 }))).toEqual(['b', 'c', 'a']);
      expect(ids(await store.scan('memories', { index: 'bySeq', after: 2 }))).toEqual(['a']);
      expect(ids(await store.scan('memories', { index: 'bySeq', after: 1, limit: 2 }))).toEqual(['b', 'c']);
      expect(ids(await store.scan('memories', { index: 'bySeq', equals: 2, limit: 1 }))).toEqual(['b']);
    });

    it('by a text index finds one session, the empty name among them', async () => {
      await store.commit([
        put('events', event(1, { sessionId: 's1' })),
        put('events', event(2, { sessionId: '' })),
        put('events', event(3, { sessionId: 's10' })),
        put('events', event(4, { sessionId: 's1' })),
      ]);
      expect(seqs(await store.scan('events', { index: 'bySession', equals: 's1' }))).toEqual([1, 4]);
      expect(seqs(await store.scan('events', { index: 'bySession', equals: '' }))).toEqual([2]);
      expect(seqs(await store.scan('events', { index: 'bySession', after: '' }))).toEqual([1, 4, 3]);
    });

    it('by index follows a row that moved', async () => {
      await store.commit([put('sessions', SAMPLES.sessions), put('sessions', { ...SAMPLES.sessions, id: 's2' })]);
      await store.commit([put('sessions', { ...SAMPLES.sessions, seq: 9 })]);
      expect(ids(await store.scan('sessions', { index: 'bySeq' }))).toEqual(['s2', 's1']);
    });

    it('by an index that the table does not have is refused', async () => {
      await expect(store.scan('memories', { index: 'byMood' })).rejects.toBeInstanceOf(Error);
      await expect(store.scan('memories', { index: 'constructor' })).rejects.toBeInstanceOf(Error);
    });

    it('leaves nothing out of 5,000 rows', async () => {
      const rows = Array.from({ length: 5000 }, (_, i) => event(i + 1, { sessionId: `s${i % 3}` }));
      await store.commit(rows.map((row) => put('events', row)));
      expect(await store.scan('events')).toEqual(rows);
      expect(await store.scan('events', { index: 'bySession', equals: 's1' })).toEqual(rows.filter((row) => row.sessionId === 's1'));
      expect(seqs(await store.scan('events', { after: 3999, limit: 3 }))).toEqual([4000, 4001, 4002]);
    });
  });
}
