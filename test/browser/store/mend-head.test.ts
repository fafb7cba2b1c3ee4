import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreIncident } from '../../../worker/store/incident.ts';
import { openIndexedDb, type IndexedDbStore } from '../../../worker/store/indexed-db.ts';
import { USER_TABLES } from '../../../worker/store/schema.ts';
import { HEAD_KEY } from '../../../worker/store/store.ts';
import { event, meta, put } from '../../worker/store/rows.ts';

describe('the row that tells where the log ends', () => {
  let name: string;
  let incidents: StoreIncident['code'][];
  let store: IndexedDbStore;
  const open = (): Promise<IndexedDbStore> => openIndexedDb({ name, tables: USER_TABLES, onIncident: ({ code }) => void incidents.push(code) });
  beforeEach(async () => {
    name = `head-${crypto.randomUUID()}`;
    incidents = [];
    store = await open();
    for (const seq of [1, 2, 3]) await store.commit([put('events', event(seq))], { head: { expected: seq - 1, next: seq } });
  });
  afterEach(async () => {
    await store.close();
    await deleteDB(name);
  });

  it.each([['rubbish'], [1], [-7], [2.5], [null]])('is made again from the log where it holds %j: the next commit writes over nothing', async (value) => {
    await store.commit([put('meta', meta(HEAD_KEY, value))]);
    await store.close();
    store = await open();
    expect(incidents).toEqual(['head-damaged']);
    expect(await store.head()).toBe(3);
    await store.close();
    store = await open();
    expect(incidents).toEqual(['head-damaged']);
  });

  it('is made again where it is gone', async () => {
    await store.commit([{ table: 'meta', remove: HEAD_KEY }]);
    await store.close();
    store = await open();
    expect(await store.head()).toBe(3);
  });

  it('stays where it shows more than is there', async () => {
    await store.commit([put('meta', meta(HEAD_KEY, 99))]);
    await store.close();
    store = await open();
    expect(await store.head()).toBe(99);
    expect(incidents).toEqual([]);
  });
});
