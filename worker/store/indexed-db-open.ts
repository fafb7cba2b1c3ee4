import { wrap, type IDBPDatabase } from 'idb';
import { SCHEMA_VERSION, SEALED_VERSIONS, TABLES, versionOnDisk, type TableName, type Tables } from './schema.ts';
import { StoreEncryptedError, StoreVersionError } from './store-errors.ts';

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
  /** Its rows are sealed. A plain database becomes one by being opened so: whoever has it open as a plain one is turned away from then on. */
  readonly sealed?: boolean | undefined;
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
 * @throws StoreVersionError when a newer version is on disk, StoreEncryptedError when its rows are sealed and `sealed` is not asked for
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { name, indexedDB, sealed = false } = options;
  const request = indexedDB.open(name, versionOnDisk(sealed));
  let newer = false;
  request.addEventListener('upgradeneeded', ({ oldVersion }) => {
    // a plain database of a newer release has a lower number all the same
    newer = oldVersion > SCHEMA_VERSION && oldVersion < SEALED_VERSIONS;
    if (newer) request.transaction?.abort();
    else if (request.transaction) upgrade(request.result, request.transaction, options.tables);
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
    if (newer || (error instanceof DOMException && error.name === 'VersionError')) {
      if (!sealed && (await versionOf(indexedDB, name)) > SEALED_VERSIONS) throw new StoreEncryptedError(name, { cause: error });
      throw new StoreVersionError(name, 'Reload the page to get that version.', { cause: error });
    }
    throw error;
  }
}

/** The version that is on disk; 0 where that cannot be told: Firefox lists databases since 126 alone. */
async function versionOf(indexedDB: IDBFactory, name: string): Promise<number> {
  try {
    return (await indexedDB.databases()).find((each) => each.name === name)?.version ?? 0;
  } catch {
    return 0;
  }
}
