import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SqliteBusy } from '../../../worker/store/sqlite-driver.ts';
import { StoreUnavailableError } from '../../../worker/store/store-errors.ts';
import { openSqliteCloudStore, type SqliteCloudStore } from '../../cloud/sqlite-cloud-store.ts';
import { connectLibsql } from '../libsql-driver.ts';

/** The one file of a cloud. */
const CLOUD_FILE = 'cloud.sqlite';

/**
 * Opens `<root>/cloud.sqlite`, readable by its owner alone; made when it is not there.
 *
 * Rejects with StoreDamagedError, StoreVersionError, StoreUnavailableError or StoreBusyError.
 */
export async function openCloudFile(root: string): Promise<SqliteCloudStore> {
  const path = join(root, CLOUD_FILE);
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await create(path);
  } catch (thrown) {
    throw new StoreUnavailableError(CLOUD_FILE, { cause: thrown });
  }
  const { default: libsql } = await import('libsql');
  return openSqliteCloudStore({
    name: CLOUD_FILE,
    connect: () => connectLibsql(libsql, path, CLOUD_FILE),
    emptyLog: (driver) => {
      const [[busy] = []] = driver.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      if (busy !== 0) throw new SqliteBusy('Another connection reads the log.');
    },
  });
}

/** SQLite would create it readable by everyone. One that exists is not touched: to close a handle of it would drop its locks. */
async function create(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
}
