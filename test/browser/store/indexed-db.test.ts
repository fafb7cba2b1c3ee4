import { deleteDB } from 'idb';
import { describe, expect, it, vi } from 'vitest';
import { openIndexedDb, type IndexedDbStore } from '../../../worker/store/indexed-db.ts';
import { StoreVersionError } from '../../../worker/store/indexed-db-open.ts';
import type { StoreIncident } from '../../../worker/store/incident.ts';
import { ORG_TABLES, SCHEMA_VERSION, TABLES, USER_TABLES, type TableName } from '../../../worker/store/schema.ts';
import { sharedStoreCases } from '../../worker/store/shared-store.cases.ts';
import { storeCases } from '../../worker/store/store.cases.ts';
import { event, fact, meta, put, segment } from '../../worker/store/rows.ts';
import { factoryWith, openRaw, settled } from './raw.ts';

let databases = 0;
const freshName = (): string => `store-test-${(databases += 1)}-${crypto.randomUUID()}`;
const quiet = (): void => undefined;

storeCases('IndexedDbStore', async (tables) => {
  const name = freshName();
  const store = await openIndexedDb({ name, tables, onIncident: quiet });
  return {
    store,
    reopen: () => openIndexedDb({ name, tables, onIncident: quiet }),
    dispose: async () => {
      await store.close();
      await deleteDB(name);
    },
  };
});

sharedStoreCases('IndexedDbStore', async (tables) => {
  const name = freshName();
  const [first, second] = await Promise.all([openIndexedDb({ name, tables, onIncident: quiet }), openIndexedDb({ name, tables, onIncident: quiet })]);
  const dispose = async (): Promise<void> => {
    await Promise.all([first.close(), second.close()]);
    await deleteDB(name);
  };
  return { first, second, dispose };
});

interface Opened {
  readonly store: IndexedDbStore;
  readonly name: string;
  /** Codes of what the store told, in order. */
  readonly incidents: StoreIncident['code'][];
}

async function withStore(test: (opened: Opened) => Promise<void>, tables: readonly TableName[] = USER_TABLES, indexedDB?: IDBFactory): Promise<void> {
  const name = freshName();
  const incidents: StoreIncident['code'][] = [];
  const onIncident = (incident: StoreIncident): void => void incidents.push(incident.code);
  const store = await openIndexedDb({ name, tables, onIncident, ...(indexedDB ? { indexedDB } : {}) });
  try {
    await test({ store, name, incidents });
  } finally {
    await store.close();
    await deleteDB(name);
  }
}

describe('the database on disk', () => {
  it.each([
    ['user', USER_TABLES],
    ['org', ORG_TABLES],
  ])('of a %s has its tables with their keys and indexes and no others', async (_, tables) =>
    withStore(async ({ name }) => {
      const database = await openRaw(name, SCHEMA_VERSION);
      expect([...database.objectStoreNames]).toEqual([...tables].toSorted());
      const tx = database.transaction([...tables]);
      for (const table of tables) {
        const store = tx.objectStore(table);
        expect(store.keyPath).toBe(TABLES[table].key);
        expect([...store.indexNames]).toEqual(Object.keys(TABLES[table].indexes));
        for (const index of store.indexNames) expect(store.index(index).keyPath).toBe(TABLES[table].indexes[index]);
      }
      database.close();
    }, tables),
  );

  it('of an earlier shape gets what it lacks and keeps its rows', async () => {
    const name = freshName();
    const older = await openRaw(name, 1, (database) => database.createObjectStore('memories', { keyPath: 'id' }).put(fact('old', 1)));
    older.close();
    // The same version number would not migrate, so the factory pretends that the schema moved on.
    const newer = factoryWith((database, version = 0) => indexedDB.open(database, version + 1));
    const store = await openIndexedDb({ name, tables: USER_TABLES, onIncident: quiet, indexedDB: newer });
    expect(await store.scan('memories', { index: 'bySeq' })).toEqual([fact('old', 1)]);
    expect(await store.count('events')).toBe(0);
    await store.close();
    await deleteDB(name);
  });

  it('is written with strict durability, but for segments alone, which can be made again', () =>
    withStore(async ({ store }) => {
      const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
      try {
        await store.commit([put('events', event(1)), put('segments', segment('a'))]);
        await store.commit([put('segments', segment('b'))]);
        await store.commit([put('segments', segment('c'))], { head: { expected: 0, next: 1 } });
        await store.commit([put('segments', segment('d'))], { absent: { table: 'segments', key: 'd' } });
        const durability = transaction.mock.calls.map(([, mode, options]) => [mode, options?.durability]);
        expect(durability).toEqual([
          ['readwrite', 'strict'],
          ['readwrite', 'relaxed'],
          ['readwrite', 'strict'],
          ['readwrite', 'strict'],
        ]);
      } finally {
        transaction.mockRestore();
      }
    }));
});

describe('a database of the first version', () => {
  it('keeps its log when it is opened, and loses the vectors that were kept row by row: they are made again', async () => {
    const name = freshName();
    const old = await openRaw(name, 1, (database) => {
      for (const table of USER_TABLES) if (table !== 'segments') database.createObjectStore(table, { keyPath: TABLES[table].key });
      database.createObjectStore('vectors', { keyPath: 'id' });
    });
    const tx = old.transaction(['events', 'memories', 'vectors'], 'readwrite');
    tx.objectStore('events').put(event(1));
    tx.objectStore('memories').put(fact('f1', 1));
    tx.objectStore('vectors').put({ id: 'f1#0', stamp: 'one', textHash: 'h', scale: 1, data: new Int8Array(4) });
    await new Promise((resolve) => tx.addEventListener('complete', resolve));
    old.close();
    const store = await openIndexedDb({ name, tables: USER_TABLES, onIncident: quiet });
    expect(await store.scan('events')).toEqual([event(1)]);
    expect(await store.scan('memories', { index: 'bySeq', after: 0 })).toEqual([fact('f1', 1)]);
    expect(await store.scan('segments')).toEqual([]);
    await store.close();
    const database = await openRaw(name, SCHEMA_VERSION);
    expect([...database.objectStoreNames]).toEqual([...USER_TABLES].toSorted());
    database.close();
    await deleteDB(name);
  });
});

describe('another tab that wants a newer version', () => {
  it('gets it at once; the store says that it is too old for as long as it is', () =>
    withStore(async ({ store, name, incidents }) => {
      await store.commit([put('events', event(1))]);
      const newer = await openRaw(name, SCHEMA_VERSION + 1);
      expect(newer.version).toBe(SCHEMA_VERSION + 1);
      expect(incidents).toEqual(['version-change']);
      for (const operation of [store.head(), store.commit([put('events', event(2))]), store.scan('events')]) {
        await expect(operation).rejects.toBeInstanceOf(StoreVersionError);
      }
      newer.close();
      await deleteDB(name);
      expect(await store.head()).toBe(0);
    }));

  it('waits for the commit under way', () =>
    withStore(async ({ store, name }) => {
      const rows = Array.from({ length: 500 }, (_, i) => put('events', event(i + 1)));
      const commit = store.commit(rows);
      const newer = openRaw(name, SCHEMA_VERSION + 1);
      expect(await commit).toEqual({ status: 'committed' });
      const database = await newer;
      expect(await settled(database.transaction('events').objectStore('events').count())).toBe(500);
      database.close();
    }));

  it('cannot open an older one either: StoreVersionError names the database', async () => {
    const name = freshName();
    (await openRaw(name, SCHEMA_VERSION + 1)).close();
    const opening = openIndexedDb({ name, tables: USER_TABLES, onIncident: quiet });
    await expect(opening).rejects.toSatisfy((error) => error instanceof StoreVersionError && error.message.includes(name));
    await deleteDB(name);
  });

  it('that deletes the database is let through; the next operation starts an empty one', () =>
    withStore(async ({ store, name, incidents }) => {
      await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } });
      await deleteDB(name);
      expect(incidents).toEqual(['version-change']);
      expect(await store.head()).toBe(0);
      expect(await store.commit([put('events', event(1))], { head: { expected: 0, next: 1 } })).toEqual({ status: 'committed' });
    }));

  it('and holds an older one open makes opening wait, and tell so', async () => {
    const name = freshName();
    const older = await openRaw(name, SCHEMA_VERSION);
    const told = Promise.withResolvers<StoreIncident>();
    const newer = factoryWith((database, version = 0) => indexedDB.open(database, version + 1));
    const opening = openIndexedDb({ name, tables: USER_TABLES, onIncident: told.resolve, indexedDB: newer });
    expect(await told.promise).toEqual({ code: 'blocked', database: name });
    older.close();
    const store = await opening;
    expect(await store.head()).toBe(0);
    await store.close();
    await deleteDB(name);
  });
});

describe('closing', () => {
  it('lets go of the database, so that it can be deleted unasked', async () => {
    const name = freshName();
    const store = await openIndexedDb({ name, tables: USER_TABLES, onIncident: quiet });
    await store.commit([put('meta', meta('a', 1))]);
    await store.close();
    const blocked = vi.fn<() => void>();
    await deleteDB(name, { blocked });
    expect(blocked).not.toHaveBeenCalled();
  });

  it('waits for a commit that is still opening the database', () =>
    withStore(async ({ store, name, incidents }) => {
      await deleteDB(name);
      const commit = store.commit([put('meta', meta('a', 1))]);
      await store.close();
      expect(await commit).toEqual({ status: 'committed' });
      expect(incidents).toEqual(['version-change']);
      const again = await openIndexedDb({ name, tables: USER_TABLES, onIncident: quiet });
      expect(await again.get('meta', 'a')).toEqual(meta('a', 1));
      await again.close();
    }));
});
