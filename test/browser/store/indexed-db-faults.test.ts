import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { openIndexedDb, type IndexedDbStore } from '../../../worker/store/indexed-db.ts';
import type { StoreIncident } from '../../../worker/store/incident.ts';
import { USER_TABLES } from '../../../worker/store/schema.ts';
import { event, meta, put, segment } from '../../worker/store/rows.ts';
import { factoryWith, recordingFactory } from './raw.ts';

// oxlint-disable-next-line typescript/unbound-method -- applied to its own database below
const { transaction } = IDBDatabase.prototype;
const COMMITTED = { status: 'committed' };
let name: string;
let store: IndexedDbStore;
let incidents: StoreIncident[];
let handles: IDBDatabase[];

beforeEach(async () => {
  name = `faults-${crypto.randomUUID()}`;
  incidents = [];
  const recording = recordingFactory();
  ({ handles } = recording);
  store = await openIndexedDb({ name, tables: USER_TABLES, onIncident: (incident) => incidents.push(incident), indexedDB: recording.factory });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
  await deleteDB(name);
});

/** Aborts the next transactions of a mode, as the browser does when it drops a connection. */
function abortNext(mode: IDBTransactionMode, times: number): { readonly aborted: number } {
  const state = { aborted: 0 };
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...args) {
    const tx = transaction.apply(this, args);
    if (args[1] === mode && state.aborted < times) {
      state.aborted += 1;
      queueMicrotask(() => tx.abort());
    }
    return tx;
  });
  return state;
}

describe('a dropped connection', () => {
  it('found when the next operation starts is opened again, told once, and the operation is done', async () => {
    await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } });
    handles[0]?.close();
    const [head, rows, outcome] = await Promise.all([
      store.head(),
      store.scan('events'),
      store.commit([put('events', event(2))], { head: { expected: 1, next: 2 } }),
    ]);
    expect(head).toBeGreaterThanOrEqual(1);
    expect(rows[0]).toEqual(event(1));
    expect(outcome).toEqual(COMMITTED);
    expect(handles).toHaveLength(2);
    expect(incidents).toMatchObject([{ code: 'connection-lost', database: name, cause: { name: 'InvalidStateError' } }]);
  });

  it('in the middle of a commit means that the commit is repeated', async () => {
    const state = abortNext('readwrite', 1);
    expect(await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } })).toEqual(COMMITTED);
    expect(state.aborted).toBe(1);
    expect(await store.scan('events')).toEqual([event(1)]);
    expect(incidents.map(({ code }) => code)).toEqual(['connection-lost']);
  });

  it('in the middle of reading means that the reading is repeated, with no unheard rejection', async () => {
    await store.commit([put('events', event(1))]);
    abortNext('readonly', 1);
    expect(await store.scan('events')).toEqual([event(1)]);
    vi.restoreAllMocks();
    abortNext('readonly', 2);
    expect(await store.get('events', 1)).toEqual(event(1));
    expect(incidents).toHaveLength(3);
  });

  it('that keeps dropping is given up after two repeats, with nothing written and no unheard rejection', async () => {
    const state = abortNext('readwrite', Infinity);
    await expect(store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } })).rejects.toMatchObject({ name: 'AbortError' });
    expect(state.aborted).toBe(3);
    vi.restoreAllMocks();
    expect(await store.head()).toBe(0);
    expect(await store.count('events')).toBe(0);
  });

  it('by the browser itself, which clears its data, is told, and the store goes on with an empty database', async () => {
    await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } });
    await cdp().send('Storage.clearDataForOrigin', { origin: location.origin, storageTypes: 'indexeddb' });
    await vi.waitUntil(() => incidents.length > 0);
    expect(incidents).toEqual([{ code: 'connection-lost', database: name }]);
    expect(await store.head()).toBe(0);
    expect(await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } })).toEqual(COMMITTED);
  });

  it('while a handle is not the reason leaves errors as they are', async () => {
    await expect(store.scan('memories', { index: 'byMood' })).rejects.toMatchObject({ name: 'NotFoundError' });
    await expect(
      store.commit([
        put(
          'meta',
          meta('a', () => 'not data'),
        ),
      ]),
    ).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(incidents).toEqual([]);
    expect(handles).toHaveLength(1);
  });
});

/** Chromium's storage buckets: an IndexedDB of their own, with a quota of their own. */
declare global {
  interface Navigator {
    readonly storageBuckets: {
      open(bucket: string, options: { quota: number }): Promise<{ readonly indexedDB: IDBFactory }>;
      delete(bucket: string): Promise<void>;
    };
  }
}

/** A factory whose `open` throws so many times. */
function failing(error: string, times: number): { factory: IDBFactory; opened: () => number } {
  let opened = 0;
  const factory = factoryWith((database, version) => {
    opened += 1;
    if (opened <= times) throw new DOMException('Not now.', error);
    return indexedDB.open(database, version);
  });
  return { factory, opened: () => opened };
}

function openWith(factory: IDBFactory): Promise<IndexedDbStore> {
  return openIndexedDb({ name, tables: USER_TABLES, onIncident: (incident) => incidents.push(incident), indexedDB: factory });
}

describe('an opening that fails', () => {
  it('for a reason that passes is tried again', async () => {
    const { factory } = failing('UnknownError', 2);
    const opened = await openWith(factory);
    expect(await opened.head()).toBe(0);
    expect(incidents.map(({ code }) => code)).toEqual(['connection-lost', 'connection-lost']);
    await opened.close();
  });

  it.each(['SecurityError', 'InvalidStateError'])('with %s, as where storage is denied, is not', async (error) => {
    const { factory, opened } = failing(error, Infinity);
    await expect(openWith(factory)).rejects.toMatchObject({ name: error });
    expect(opened()).toBe(1);
    expect(incidents).toEqual([]);
  });
});

describe('a write that the database refuses', () => {
  it('ends the commit with its own error, not with the abort that follows', async () => {
    await store.commit([put('meta', meta('a', 1))]);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, row: unknown) {
      return this.add(row);
    });
    await expect(store.commit([put('meta', meta('b', 1)), put('meta', meta('a', 2))])).rejects.toMatchObject({ name: 'ConstraintError' });
    expect(await store.scan('meta')).toEqual([meta('a', 1)]);
    expect(incidents).toEqual([]);
  });
});

describe('a full disk', () => {
  it('rejects the commit with QuotaExceededError, writes nothing of it, and leaves the rest readable and writable', async () => {
    const { storageBuckets } = navigator;
    const bucket = `full-${crypto.randomUUID()}`;
    // Room for the files of an empty database, which count too.
    const { indexedDB } = await storageBuckets.open(bucket, { quota: 8_000_000 });
    const full = await openIndexedDb({ name, tables: USER_TABLES, onIncident: (incident) => incidents.push(incident), indexedDB });
    try {
      await full.commit([put('events', event(1))], { head: { expected: 0, next: 1 } });
      const large = new Uint8Array(20_000_000); // Random, because the browser compresses what it stores.
      for (let from = 0; from < large.length; from += 65_536) crypto.getRandomValues(large.subarray(from, from + 65_536));
      const writes = [put('events', event(2)), put('segments', segment('large', large))];
      const error: unknown = await full.commit(writes, { head: { expected: 1, next: 2 } }).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(DOMException);
      expect(error).toMatchObject({ name: 'QuotaExceededError' });
      expect(await full.scan('events')).toEqual([event(1)]);
      expect(await full.head()).toBe(1);
      expect(await full.count('segments')).toBe(0);
      expect(await full.commit([put('events', event(2))], { head: { expected: 1, next: 2 } })).toEqual(COMMITTED);
      expect(incidents).toEqual([]);
    } finally {
      await full.close();
      await storageBuckets.delete(bucket);
    }
  });
});
