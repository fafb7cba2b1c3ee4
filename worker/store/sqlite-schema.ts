import { SCHEMA_VERSION, TABLES, type TableName } from './schema.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { quoted, rebuild, tableDefinition } from './sqlite-rows.ts';
import { StoreVersionError } from './store-errors.ts';

/** Tables of SQLite itself, and of a Durable Object. */
const FOREIGN = /^(?:sqlite|_cf)_/;

/** Adds what is missing and drops what is no more, so it migrates from any earlier version and from nothing. */
function upgrade(driver: SqliteDriver, tables: readonly TableName[]): void {
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
  driver.setVersion(SCHEMA_VERSION);
}

/** @throws StoreVersionError when a newer version of this package wrote the database, which another process may do at any time. */
export function assertVersion(database: string, driver: SqliteDriver): void {
  if (driver.version() > SCHEMA_VERSION) throw new StoreVersionError(database, 'Update memoair-web, then start again.');
}

/** Brings the database to {@link SCHEMA_VERSION}, whole or not at all. @throws StoreVersionError */
export function migrate(database: string, driver: SqliteDriver, tables: readonly TableName[]): void {
  assertVersion(database, driver);
  if (driver.version() === SCHEMA_VERSION) return;
  driver.transaction(() => {
    // another process may have been faster
    assertVersion(database, driver);
    if (driver.version() < SCHEMA_VERSION) upgrade(driver, tables);
  }, 'strict');
}
