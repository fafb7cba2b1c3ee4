import { wrap, type IDBPDatabase } from 'idb';
import { SCHEMA_VERSION, TABLES, type TableName, type Tables } from './schema.ts';
import { StoreVersionError } from './store-errors.ts';

export { StoreVersionError };

/** {@link Tables} as `idb` wants to hear it. */
export type IdbSchema = {
  [T in TableName]: { key: string | number; value: Tables[T]; indexes: Record<string, string | number> };
};

/** An open connection. */
export type Database = IDBPDatabase<IdbSchema>;

/** How to open a database, and what to do about events that no operation asked for. */
export interface OpenDatabaseOptions {
  readonly name: string;
  readonly tables: readonly TableName[];
  readonly indexedDB: IDBFactory;
  /** Another connection holds an older version open; opening goes on waiting. */
  readonly onBlocked: () => void;
  /** Someone wants to upgrade or delete the database and waits for this connection to close. */
  readonly onVersionChange: () => void;
  /** The browser closed the connection. */
  readonly onTerminated: () => void;
}

/** Adds what is missing and drops what is no more, so it migrates from any earlier version and from nothing. */
function upgrade(database: IDBDatabase, transaction: IDBTransaction, tables: readonly TableName[]): void {
  const wanted: readonly string[] = tables;
  for (const name of database.objectStoreNames) if (!wanted.includes(name)) database.deleteObjectStore(name);
  for (const table of tables) {
    const { key, indexes } = TABLES[table];
    const store = database.objectStoreNames.contains(table) ? transaction.objectStore(table) : database.createObjectStore(table, { keyPath: key });
    for (const [index, property] of Object.entries(indexes)) {
      if (!store.indexNames.contains(index)) store.createIndex(index, property);
    }
  }
}

/**
 * Opens the database at {@link SCHEMA_VERSION}. Not `openDB`, which knows only the global factory.
 *
 * @throws StoreVersionError when a newer version is on disk.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const request = options.indexedDB.open(options.name, SCHEMA_VERSION);
  request.addEventListener('upgradeneeded', () => {
    if (request.transaction) upgrade(request.result, request.transaction, options.tables);
  });
  request.addEventListener('blocked', options.onBlocked);
  request.addEventListener('success', () => {
    request.result.addEventListener('versionchange', options.onVersionChange);
    request.result.addEventListener('close', options.onTerminated);
  });
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- idb types the schema in openDB only
    return (await wrap(request)) as unknown as Database;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'VersionError')
      throw new StoreVersionError(options.name, 'Reload the page to get that version.', { cause: error });
    throw error;
  }
}
