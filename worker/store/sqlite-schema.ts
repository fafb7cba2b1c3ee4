import { SCHEMA_VERSION, SEALED_VERSIONS, TABLES, versionOnDisk, type TableName } from './schema.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { quoted, rebuild, tableDefinition } from './sqlite-rows.ts';
import { StoreEncryptedError, StoreVersionError } from './store-errors.ts';

/** Tables of SQLite itself, and of a Durable Object. */
const FOREIGN = /^(?:sqlite|_cf)_/;

/** Adds what is missing and drops what is no more, so it migrates from any earlier version and from nothing. */
function upgrade(driver: SqliteDriver, tables: readonly TableName[], sealed: boolean): void {
  const found = new Map(driver.exec("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").map(([name, sql]) => [String(name), sql]));
  const wanted: readonly string[] = tables;
  // a database without a version is not ours yet, so nothing in it is ours to drop
  const stale = driver.version() === 0 ? [] : [...found.keys()].filter((name) => !wanted.includes(name) && !FOREIGN.test(name));
  for (const name of stale) driver.exec(`DROP TABLE ${quoted(name)}`);
  for (const table of tables) {
    if (!found.has(table)) driver.exec(tableDefinition(table));
    else if (found.get(table) !== tableDefinition(table)) rebuild(driver, table);
    for (const index of Object.keys(TABLES[table].indexes)) {
      driver.exec(`CREATE INDEX IF NOT EXISTS ${quoted(`${table}.${index}`)} ON ${quoted(table)} (${quoted(index)}, key)`);
    }
  }
  driver.setVersion(versionOnDisk(sealed));
}

/**
 * @throws StoreVersionError when a newer version of this package wrote the database, StoreEncryptedError when its rows are sealed and
 * `sealed` is not asked for: either may become so at any time, by another process.
 */
export function assertVersion(database: string, driver: SqliteDriver, sealed: boolean): void {
  const version = driver.version();
  if (version % SEALED_VERSIONS > SCHEMA_VERSION) throw new StoreVersionError(database, 'Update memoair-web, then start again.');
  if (!sealed && version > SEALED_VERSIONS) throw new StoreEncryptedError(database);
}

/**
 * Brings the database to {@link SCHEMA_VERSION}, whole or not at all. With `sealed` a plain one becomes one of sealed rows: whoever has
 * it open as a plain one is turned away from then on.
 *
 * @throws StoreVersionError, StoreEncryptedError
 */
export function migrate(database: string, driver: SqliteDriver, tables: readonly TableName[], sealed: boolean): void {
  assertVersion(database, driver, sealed);
  const wanted = versionOnDisk(sealed);
  if (driver.version() === wanted) return;
  driver.transaction(() => {
    // another process may have been faster
    assertVersion(database, driver, sealed);
    if (driver.version() < wanted) upgrade(driver, tables, sealed);
  }, 'strict');
}
