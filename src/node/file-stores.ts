import { mkdir, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { withoutWords } from '../contract/without-words.ts';
import type { Identity } from '../contract/types.ts';
import { ORG_TABLES, SEALED_USER_TABLES, USER_TABLES, type TableName } from '../../worker/store/schema.ts';
import { openSqlite } from '../../worker/store/sqlite.ts';
import { StoreDamagedError, StoreUnavailableError } from '../../worker/store/store-errors.ts';
import type { Store, StoreProvider } from '../../worker/store/store.ts';
import { connectLibsql } from './libsql-driver.ts';
import { assertNodeEncryption, keySource, type NodeEncryption } from './encryption.ts';
import { nodeCipher } from './node-cipher.ts';
import { emptySessionFolders } from './session-folders.ts';
import { defaultStorageRoot, storagePaths } from './storage-paths.ts';

/** Options of {@link fileStores}. */
export interface FileStoresOptions {
  readonly identity: Identity;
  /** Folder of all databases; made when it is not there. Default: the system's folder for a person's data. */
  readonly storageRoot?: string;
  /** Encrypts what is stored of the user. Default: nothing is encrypted. With it leave `sessionFiles` out: those files are readable. */
  readonly encryption?: NodeEncryption;
  /** Hears of what went wrong with it and was survived. No user text. */
  readonly onIncident?: (what: string) => void;
}

/**
 * A user's and a workspace's database as SQLite files: `<root>/<workspace>/<user>/memory.sqlite` and
 * `<root>/<workspace>/org.sqlite`, readable by their owner alone. Several processes may have the same files open. The
 * engine is loaded with the first database.
 *
 * With `encryption` the user's rows are sealed (AES-GCM), and the readable files of earlier sessions are deleted. A database that was
 * stored as it was is encrypted when it is opened so for the first time, in one transaction; an encrypted one opens no more without.
 * The org database stays as it is.
 *
 * Opening rejects with StoreDamagedError, StoreVersionError, StoreUnavailableError, StoreBusyError, StoreKeyError or StoreEncryptedError.
 *
 * @example
 * ```ts
 * const identity = { workspaceId: 'ws_1', userId: 'user_1' };
 * const runtime = await createLocalRuntime({ ...identity, stores: fileStores({ identity, storageRoot: '/var/lib/memoair' }) });
 * ```
 */
export function fileStores({ identity, storageRoot = defaultStorageRoot(), encryption, onIncident = () => undefined }: FileStoresOptions): StoreProvider {
  const root = resolve(storageRoot);
  assertNodeEncryption('fileStores', encryption, root);
  const { userDatabase, orgDatabase } = storagePaths(root, identity);
  return {
    org: root,
    openUser: async () => {
      const name = 'memory.sqlite';
      if (!encryption) return openFile(userDatabase, name, USER_TABLES);
      // the key first: a plain database becomes one of sealed rows by being opened so
      const [{ openEncrypted }, source] = await Promise.all([import('../../worker/store/encrypted/open-encrypted.ts'), keySource(encryption, identity, root)]);
      await source.ready?.();
      const store = await openFile(userDatabase, name, SEALED_USER_TABLES, true);
      const encrypted = await openEncrypted({ store, identity, source, cipherOf: nodeCipher, onIncident });
      await emptySessionFolders({ identity, storageRoot: root }).catch(() => onIncident('readable files of earlier sessions could not be deleted'));
      return encrypted;
    },
    openOrg: () => openFile(orgDatabase, 'org.sqlite', ORG_TABLES),
  };
}

/** The path holds ids, so errors give the file's own name. */
async function openFile(path: string, name: string, tables: readonly TableName[], sealed = false): Promise<Store> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await create(path);
  } catch (thrown) {
    throw new StoreUnavailableError(name, { cause: withoutWords(thrown) });
  }
  // SQLite takes an empty file for a new database and throws away the log beside it. The log is looked at first: of a database that
  // another process is making it comes after the file's first page
  if ((await sizeOf(`${path}-wal`)) > 0 && (await sizeOf(path)) === 0) throw new StoreDamagedError(name);
  // on its way only now: a process that keeps nothing in files needs no engine, and health answers before it is loaded
  const { default: libsql } = await import('libsql');
  return openSqlite({ name, tables, sealed, connect: () => connectLibsql(libsql, path, name) });
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
