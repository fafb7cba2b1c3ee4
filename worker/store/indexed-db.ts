import type { IDBPObjectStore } from 'idb';
import { Connection, type ConnectionOptions } from './indexed-db-connection.ts';
import type { Database, IdbSchema } from './indexed-db-open.ts';
import { commitWrites } from './indexed-db-transaction.ts';
import { mendHead } from './mend-head.ts';
import { compareKeys, headOf } from './rows.ts';
import type { TableName, Tables } from './schema.ts';
import { HEAD_KEY, type CommitOutcome, type Guard, type ScanRange, type Store, type Write } from './store.ts';

/** Options of {@link openIndexedDb}. */
export type IndexedDbOptions = ConnectionOptions;

type Source<T extends TableName> = IDBPObjectStore<IdbSchema, [T], T>;

/** The table inside a transaction of its own. */
function source<T extends TableName>(database: Database, table: T): Source<T> {
  const tx = database.transaction(table, 'readonly');
  tx.done.catch(() => undefined); // The request tells; a second, unheard rejection helps nobody.
  return tx.store;
}

/** `undefined` for all keys, `null` for none. */
function keyRange({ equals, after }: ScanRange): IDBKeyRange | undefined | null {
  if (equals === undefined) return after === undefined ? undefined : IDBKeyRange.lowerBound(after, true);
  return after === undefined || compareKeys(equals, after) > 0 ? IDBKeyRange.only(equals) : null;
}

/** A {@link Store} in the browser's IndexedDB. Make one with {@link openIndexedDb}. */
export class IndexedDbStore implements Store {
  readonly kind = 'indexeddb';
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return this.#connection.use((database) => source(database, table).get(key));
  }

  scan<T extends TableName>(table: T, range: ScanRange = {}): Promise<Tables[T][]> {
    return this.#connection.use(async (database) => {
      const keys = keyRange(range);
      const limit = range.limit ?? Infinity;
      const from = range.index === undefined ? source(database, table) : source(database, table).index(range.index);
      if (keys === null || limit <= 0) return []; // A count of 0 would mean "no limit" to getAll.
      // One getAll: reading 100,000 rows in pages was not faster.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same type, which the compiler sees for one row but not for an array
      return from.getAll(keys, Number.isFinite(limit) ? limit : undefined) as Promise<Tables[T][]>;
    });
  }

  count(table: TableName): Promise<number> {
    return this.#connection.use((database) => source(database, table).count());
  }

  async head(): Promise<number> {
    return headOf(await this.get('meta', HEAD_KEY));
  }

  commit(writes: readonly Write[], guard: Guard = {}): Promise<CommitOutcome> {
    return this.#connection.use((database) => commitWrites(database, writes, guard));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/**
 * Opens (and where needed creates or migrates) a database.
 *
 * @throws StoreVersionError when a newer version of this package wrote it; a DOMException when the browser refuses.
 */
export async function openIndexedDb(options: IndexedDbOptions): Promise<IndexedDbStore> {
  const connection = new Connection(options);
  const mended = await connection.use((database) => mendHead(database, options.tables));
  if (mended) options.onIncident({ code: 'head-damaged', database: options.name });
  return new IndexedDbStore(connection);
}
