import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Metadata } from '../../../src/contract/types.ts';
import { ORG_TABLES, TABLES, USER_TABLES, type TableName } from '../../../worker/store/schema.ts';
import { keyOf } from '../../../worker/store/rows.ts';
import { HEAD_KEY, StoreClosedError, type Store } from '../../../worker/store/store.ts';
import { commitCases } from './commit.cases.ts';
import { modelCases } from './model.cases.ts';
import { event, fact, meta, put, SAMPLES, segment } from './rows.ts';
import { scanCases } from './scan.cases.ts';

/** A fresh, empty store and what its tests need besides. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Opens the same rows again, as after a restart; called when the earlier store was closed. */
  reopen(): Promise<Store>;
  /** Ends what is left and deletes the rows. */
  dispose(): Promise<void>;
}

/** Opens an empty store with these tables that no other test has seen. */
export type OpenStore = (tables: readonly TableName[]) => Promise<StoreUnderTest>;

/** What every implementation of {@link Store} keeps. */
export function storeCases(name: string, open: OpenStore): void {
  describe(`${name} as a store`, () => {
    rowCases(open);
    lifeCases(open);
    scanCases(open);
    commitCases(open);
    modelCases(open);
  });
}

/**
 * Those for a store that seals the rows of another one, whose ranges, orders and guards are that one's own: all of them with
 * `VITE_STORE_CASES=whole`, otherwise what has to do with rows and a store's life.
 */
export function sealedStoreCases(name: string, open: OpenStore): void {
  if ((import.meta as { env?: Record<string, unknown> }).env?.['VITE_STORE_CASES'] === 'whole') return storeCases(name, open);
  describe(`${name} as a store`, () => {
    rowCases(open);
    lifeCases(open);
  });
}

function rowCases(open: OpenStore): void {
  describe('rows', () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open(USER_TABLES);
      store = under.store;
    });
    afterEach(() => under.dispose());

    it.each(USER_TABLES)('of the user table %s come back equal', async (table) => {
      const row = SAMPLES[table];
      await store.commit([put(table, row)]);
      expect(await store.get(table, keyOf(row, TABLES[table].key))).toEqual(row);
      expect(await store.scan(table)).toEqual([row]);
    });

    it.each(ORG_TABLES)('of the org table %s come back equal', async (table) => {
      const org = await open(ORG_TABLES);
      try {
        const row = SAMPLES[table];
        await org.store.commit([put(table, row)]);
        expect(await org.store.scan(table)).toEqual([row]);
      } finally {
        await org.dispose();
      }
    });

    it('that nobody wrote are undefined', async () => {
      expect(await store.get('memories', 'nothing')).toBeUndefined();
      expect(await store.get('events', 1)).toBeUndefined();
    });

    it('are copies, so changing what was put or what was read changes nothing stored', async () => {
      const payload = { list: ['kept'] };
      await store.commit([put('events', event(1, { payload }))]);
      payload.list.push('added after the commit');
      for (const row of [await store.get('events', 1), ...(await store.scan('events'))]) {
        const list = row?.payload['list'];
        if (Array.isArray(list)) list.push('added to a row that was read');
      }
      expect((await store.get('events', 1))?.payload).toEqual({ list: ['kept'] });
    });

    it('put again under the same key are replaced whole', async () => {
      await store.commit([put('memories', fact('f1', 1, { metadata: { old: true } }))]);
      await store.commit([put('memories', fact('f1', 2, { text: 'Lives in Oslo' }))]);
      expect(await store.scan('memories')).toEqual([fact('f1', 2, { text: 'Lives in Oslo' })]);
    });

    it('hold every byte of a segment, as a Uint8Array', async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      await store.commit([put('segments', segment('v', bytes))]);
      const row = await store.get('segments', 'v');
      expect(row?.bytes).toBeInstanceOf(Uint8Array);
      expect(row?.bytes).toEqual(bytes);
    });

    it('hold only the bytes that were cut out of a larger buffer', async () => {
      const batch = Uint8Array.from({ length: 4096 }, (_, i) => i % 100);
      await store.commit([put('segments', segment('v', batch.subarray(8, 12)))]);
      const bytes = (await store.get('segments', 'v'))?.bytes;
      expect(bytes).toEqual(Uint8Array.from([8, 9, 10, 11]));
      expect(bytes?.buffer.byteLength).toBe(4);
      expect(batch).toHaveLength(4096);
    });

    it.each(['constructor', '__proto__', 'toString', '', ' ', 'नमस्ते 你好 😀👩‍👩‍👧', 'e\u0301', 'a\u0000b', `'"; DROP TABLE meta; --`, '%_', 'k'.repeat(10_000)])(
      'are found under the odd key %j',
      async (key) => {
        expect(await store.get('meta', key)).toBeUndefined();
        await store.commit([put('meta', meta(key, 'odd')), put('meta', meta(`${key}x`, 'neighbour'))]);
        expect(await store.get('meta', key)).toEqual(meta(key, 'odd'));
        expect(await store.scan('meta', { equals: key })).toEqual([meta(key, 'odd')]);
        expect(await store.count('meta')).toBe(2);
      },
    );

    it('keep keys that only look alike apart', async () => {
      const keys = ['a', 'A', 'a ', 'a\u0000', 'a\u0000b', '\u00e9', 'e\u0301', '1', '01', '1.0'];
      await store.commit(keys.map((key) => put('meta', meta(key, key))));
      expect(await store.count('meta')).toBe(keys.length);
      expect(await Promise.all(keys.map((key) => store.get('meta', key)))).toEqual(keys.map((key) => meta(key, key)));
    });

    it('keep odd field names and odd text', async () => {
      const json = JSON.stringify(['\u0000', '\u202e', '😀', 'line\nbreak', '\\', '</script>']);
      const metadata: Metadata = JSON.parse(`{"__proto__": {"polluted": true}, "constructor": 1, "": 2, "text": ${json}}`);
      await store.commit([put('memories', fact('f', 1, { metadata }))]);
      const read = await store.get('memories', 'f');
      expect(JSON.stringify(read?.kind === 'fact' ? read.metadata : null)).toBe(JSON.stringify(metadata));
      expect({}).not.toHaveProperty('polluted');
    });

    it('of a table that this database does not have cannot be read or written', async () => {
      await expect(store.get('chunks', 'd1:0')).rejects.toBeInstanceOf(Error);
      await expect(store.scan('chunks')).rejects.toBeInstanceOf(Error);
      await expect(store.commit([put('meta', meta('a', 1)), put('chunks', SAMPLES.chunks)])).rejects.toBeInstanceOf(Error);
      expect(await store.count('meta')).toBe(0);
    });
  });
}

function lifeCases(open: OpenStore): void {
  describe('a life', () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open(USER_TABLES);
      store = under.store;
    });
    afterEach(() => under.dispose());

    it('outlasts closing: rows and head are there after opening again', async () => {
      await store.commit([put('events', event(1)), put('segments', segment('v'))], { head: { expected: 0, next: 1 } });
      await store.close();
      const again = await under.reopen();
      expect(await again.scan('events')).toEqual([event(1)]);
      expect(await again.get('segments', 'v')).toEqual(segment('v'));
      expect(await again.head()).toBe(1);
      await again.close();
    });

    it('ends with every operation rejecting with StoreClosedError', async () => {
      await store.close();
      const operations = [
        store.get('meta', 'a'),
        store.scan('meta'),
        store.count('meta'),
        store.head(),
        store.commit([put('meta', meta('a', 1))]),
        store.commit([]),
        store.commit([], { head: { expected: 0, next: 1 } }),
      ];
      for (const outcome of await Promise.allSettled(operations)) {
        expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(StoreClosedError);
      }
    });

    it('may be closed twice, at once or later', async () => {
      await Promise.all([store.close(), store.close()]);
      await expect(store.close()).resolves.toBeUndefined();
    });

    it('does not end before the commits under way', async () => {
      let done = 0;
      const commits = [1, 2, 3].map((n) => store.commit([put('events', event(n))]).finally(() => (done += 1)));
      await store.close();
      expect(done).toBe(3);
      expect(await Promise.all(commits)).toEqual([{ status: 'committed' }, { status: 'committed' }, { status: 'committed' }]);
      const again = await under.reopen();
      expect(await again.count('events')).toBe(3);
      await again.close();
    });

    it('keeps the head as a row of meta', async () => {
      await store.commit([], { head: { expected: 0, next: 3 } });
      expect(await store.get('meta', HEAD_KEY)).toEqual(meta(HEAD_KEY, 3));
    });
  });
}
