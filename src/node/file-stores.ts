import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Identity } from '../contract/types.ts';
import { ORG_TABLES, USER_TABLES, type TableName } from '../../worker/store/schema.ts';
import { openSqlite } from '../../worker/store/sqlite.ts';
import { StoreDamagedError, StoreUnavailableError } from '../../worker/store/store-errors.ts';
import type { Store, StoreProvider } from '../../worker/store/store.ts';
import { connectLibsql } from './libsql-driver.ts';
import { defaultStorageRoot, storagePaths } from './storage-paths.ts';

/** Options of {@link fileStores}. */
export interface FileStoresOptions {
  readonly identity: Identity;
  /** Folder of all databases; made when it is not there. Default: the system's folder for a person's data. */
  readonly storageRoot?: string;
}

/**
 * A user's and a workspace's database as SQLite files: `<root>/<workspace>/<user>/memory.sqlite` and
 * `<root>/<workspace>/org.sqlite`, readable by their owner alone. Several processes may have the same files open. The
 * engine is loaded with the first database.
 *
 * Opening rejects with StoreDamagedError, StoreVersionError, StoreUnavailableError or StoreBusyError.
 *
 * @example
 * ```ts
 * const identity = { workspaceId: 'ws_1', userId: 'user_1' };
 * const runtime = await createLocalRuntime({ ...identity, stores: fileStores({ identity, storageRoot: '/var/lib/memoair' }) });
 * ```
 */
export function fileStores({ identity, storageRoot = defaultStorageRoot() }: FileStoresOptions): StoreProvider {
  const root = resolve(storageRoot);
  const { userDatabase, orgDatabase } = storagePaths(root, identity);
  return {
    org: root,
    openUser: () => openFile(userDatabase, 'memory.sqlite', USER_TABLES),
    openOrg: () => openFile(orgDatabase, 'org.sqlite', ORG_TABLES),
  };
}

/** The path holds ids, so errors give the file's own name. */
async function openFile(path: string, name: string, tables: readonly TableName[]): Promise<Store> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await create(path);
  } catch (thrown) {
    throw new StoreUnavailableError(name, { cause: thrown });
  }
  // SQLite takes an empty file for a new database and throws away the log beside it
  if ((await sizeOf(path)) === 0 && (await sizeOf(`${path}-wal`)) > 0) throw new StoreDamagedError(name);
  // on its way only now: a process that keeps nothing in files needs no engine, and health answers before it is loaded
  const { default: libsql } = await import('libsql');
  return openSqlite({ name, tables, connect: () => connectLibsql(libsql, path, name) });
}

/**
 * Creates the file before SQLite does, which would let everyone read it. One that exists is not touched: to close any
 * handle of a database would drop the locks that this process holds on it.
 * https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_
 */
async function create(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
