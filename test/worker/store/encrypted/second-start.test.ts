import { expect, it } from 'vitest';
import type { KeySource } from '../../../../src/contract/encryption.ts';
import { openEncrypted } from '../../../../worker/store/encrypted/open-encrypted.ts';
import { MemoryStore, type MemoryRows } from '../../../../worker/store/memory.ts';
import { SEALED_USER_TABLES, type TableName, type Tables } from '../../../../worker/store/schema.ts';
import type { ScanRange, Store } from '../../../../worker/store/store.ts';
import { event, fact, meta, put } from '../rows.ts';
import { bySecret, IDENTITY } from './unlocks.ts';

const quiet = (): void => undefined;
const open = (store: Store, source: KeySource): Promise<Store> => openEncrypted({ store, identity: IDENTITY, source, onIncident: quiet });

/** Waits for something else before it reads that table. */
class LateStore extends MemoryStore {
  readonly #rows: MemoryRows;
  readonly #late: TableName;
  readonly #first: () => Promise<unknown>;

  constructor(rows: MemoryRows, late: TableName, first: () => Promise<unknown>) {
    super({ tables: SEALED_USER_TABLES, rows });
    this.#rows = rows;
    this.#late = late;
    this.#first = first;
  }

  override async scan<T extends TableName>(table: T, range?: ScanRange): Promise<Tables[T][]> {
    if (table === this.#late && !this.#rows.keys?.has('current')) await this.#first();
    return super.scan(table, range);
  }
}

it.each(['events', 'memories', 'meta'] as const)(
  'a start that finds no key, and another has encrypted all rows by the time it reads %s, opens them with the key of the other',
  async (late) => {
    const rows: MemoryRows = {};
    const plain = new MemoryStore({ tables: SEALED_USER_TABLES, rows });
    await plain.commit([put('events', event(1)), put('memories', fact('f1', 1)), put('meta', meta('kept', 'still'))], { head: { expected: 0, next: 1 } });
    const source = await bySecret('a');
    const asked: boolean[] = [];
    const watched: KeySource = { read: (fresh) => (asked.push(fresh), source.read(fresh)) };
    const store = await open(new LateStore(rows, late, () => open(new MemoryStore({ tables: SEALED_USER_TABLES, rows }), source)), watched);
    expect([await store.get('events', 1), await store.get('memories', 'f1'), await store.get('meta', 'kept')]).toEqual([
      event(1),
      fact('f1', 1),
      meta('kept', 'still'),
    ]);
    // none was made in vain: one that a file keeps would have been changed for it
    expect(asked).toEqual([false]);
  },
);

it('sealed rows without a key are not taken for plain ones, and stay', async () => {
  const rows: MemoryRows = {};
  const source = await bySecret('a');
  const store = await open(new MemoryStore({ tables: SEALED_USER_TABLES, rows }), source);
  await store.commit([put('meta', meta('a', 1))]);
  const key = rows.keys!.get('current')!;
  rows.keys!.delete('current');
  await expect(open(new MemoryStore({ tables: SEALED_USER_TABLES, rows }), source)).rejects.toMatchObject({ name: 'StoreKeyError' });
  rows.keys!.set('current', key);
  expect(await (await open(new MemoryStore({ tables: SEALED_USER_TABLES, rows }), source)).get('meta', 'a')).toEqual(meta('a', 1));
});
