import { PATIENCE_MS, whileBusy } from '../../worker/store/sqlite-busy.ts';
import type { SqliteDriver, SqlRow } from '../../worker/store/sqlite-driver.ts';
import { sqlKey } from '../../worker/store/sqlite-keys.ts';
import { StoreClosedError } from '../../worker/store/store.ts';
import { StoreVersionError } from '../../worker/store/store-errors.ts';
import { numberOf, termsOf, type CloudTableName, type CloudTables } from './cloud-rows.ts';
import type { CloudReader, CloudStore, CloudWriter } from './cloud-store.ts';

/** Options of {@link openSqliteCloudStore}. */
export interface SqliteCloudStoreOptions {
  /** What errors call the database. */
  readonly name: string;
  /** Connects; called again while another connection is in the way. The driver overwrites what is deleted (`secure_delete`). */
  readonly connect: () => SqliteDriver;
  /** Empties the log beside the database, where there is one: it holds copies of what was deleted. */
  readonly emptyLog?: (driver: SqliteDriver) => void;
}

const VERSION = 1;
/** Every table of every partition in one, and the terms by which rows are found in another. */
const SCHEMA = [
  `CREATE TABLE "rows" ("partition" TEXT NOT NULL, tab TEXT NOT NULL, id BLOB NOT NULL, seq INTEGER NOT NULL, "row" TEXT NOT NULL, PRIMARY KEY ("partition", tab, id))`,
  `CREATE INDEX "rows.seq" ON "rows" ("partition", tab, seq)`,
  `CREATE TABLE terms ("partition" TEXT NOT NULL, tab TEXT NOT NULL, term BLOB NOT NULL, id BLOB NOT NULL, PRIMARY KEY ("partition", tab, term, id)) WITHOUT ROWID`,
];

/** A {@link CloudStore} in SQLite. Make one with {@link openSqliteCloudStore}. */
export class SqliteCloudStore implements CloudStore {
  readonly #options: SqliteCloudStoreOptions;
  readonly #driver: SqliteDriver;
  #open = true;

  constructor(options: SqliteCloudStoreOptions, driver: SqliteDriver) {
    this.#options = options;
    this.#driver = driver;
  }

  read<R>(partition: string, work: (rows: CloudReader) => R): Promise<R> {
    return this.#do(() => work(new Rows(this.#driver, partition)));
  }

  transaction<R>(partition: string, work: (rows: CloudWriter) => R): Promise<R> {
    return this.#do(() => this.#driver.transaction(() => work(new Rows(this.#driver, partition)), 'strict'));
  }

  async scrub(): Promise<void> {
    const { emptyLog } = this.#options;
    if (emptyLog) await this.#do(() => emptyLog(this.#driver));
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#driver.close();
  }

  #do<R>(work: () => R): Promise<R> {
    return whileBusy(this.#options.name, PATIENCE_MS, () => {
      if (!this.#open) throw new StoreClosedError();
      return work();
    });
  }
}

class Rows implements CloudWriter {
  readonly #driver: SqliteDriver;
  readonly #partition: string;

  constructor(driver: SqliteDriver, partition: string) {
    this.#driver = driver;
    this.#partition = partition;
  }

  get<T extends CloudTableName>(table: T, id: string): CloudTables[T] | undefined {
    const sql = `SELECT "row" FROM "rows" WHERE "partition" = ? AND tab = ? AND id = ?`;
    return parsed(table, this.#driver.exec(sql, [this.#partition, table, sqlKey(id)]))[0];
  }

  find<T extends CloudTableName>(table: T, term: string, limit = -1): readonly CloudTables[T][] {
    const sql = `SELECT r."row" FROM terms AS t CROSS JOIN "rows" AS r ON r."partition" = t."partition" AND r.tab = t.tab AND r.id = t.id WHERE t."partition" = ? AND t.tab = ? AND t.term = ? ORDER BY t.id LIMIT ?`;
    return parsed(table, this.#driver.exec(sql, [this.#partition, table, sqlKey(term), limit]));
  }

  since<T extends CloudTableName>(table: T, after: number, limit = -1): readonly CloudTables[T][] {
    const sql = `SELECT "row" FROM "rows" WHERE "partition" = ? AND tab = ? AND seq > ? ORDER BY seq LIMIT ?`;
    return parsed(table, this.#driver.exec(sql, [this.#partition, table, after, limit]));
  }

  all<T extends CloudTableName>(table: T): readonly CloudTables[T][] {
    return parsed(table, this.#driver.exec(`SELECT "row" FROM "rows" WHERE "partition" = ? AND tab = ? ORDER BY id`, [this.#partition, table]));
  }

  put<T extends CloudTableName>(table: T, row: CloudTables[T]): void {
    const id = sqlKey(row.id);
    const before = this.get(table, row.id);
    const sql = `INSERT INTO "rows" VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, "row" = excluded."row"`;
    this.#driver.exec(sql, [this.#partition, table, id, numberOf(row), JSON.stringify(row)]);
    const terms = new Set(termsOf(table, row));
    for (const term of before ? termsOf(table, before) : []) {
      if (!terms.delete(term)) this.#driver.exec(DROP_TERM, [this.#partition, table, sqlKey(term), id]);
    }
    for (const term of terms) this.#driver.exec(`INSERT OR IGNORE INTO terms VALUES (?, ?, ?, ?)`, [this.#partition, table, sqlKey(term), id]);
  }

  remove(table: CloudTableName, id: string): void {
    const before = this.get(table, id);
    if (!before) return;
    for (const term of termsOf(table, before)) this.#driver.exec(DROP_TERM, [this.#partition, table, sqlKey(term), sqlKey(id)]);
    this.#driver.exec(`DELETE FROM "rows" WHERE "partition" = ? AND tab = ? AND id = ?`, [this.#partition, table, sqlKey(id)]);
  }

  clear(): void {
    for (const table of ['terms', '"rows"']) this.#driver.exec(`DELETE FROM ${table} WHERE "partition" = ?`, [this.#partition]);
  }
}

const DROP_TERM = `DELETE FROM terms WHERE "partition" = ? AND tab = ? AND term = ? AND id = ?`;

function parsed<T extends CloudTableName>(_table: T, rows: readonly SqlRow[]): CloudTables[T][] {
  return rows.map(([row]): CloudTables[T] => JSON.parse(String(row)));
}

/**
 * Opens (and where needed creates) the database of a cloud.
 *
 * @throws StoreVersionError when a newer version of this package wrote it; StoreDamagedError, StoreUnavailableError or
 * StoreBusyError when it cannot be used.
 */
export function openSqliteCloudStore(options: SqliteCloudStoreOptions): Promise<SqliteCloudStore> {
  return whileBusy(options.name, PATIENCE_MS, () => {
    const driver = options.connect();
    try {
      driver.transaction(() => {
        if (driver.version() > VERSION) throw new StoreVersionError(options.name, 'Update memoair-web, then start again.');
        if (driver.version() === VERSION) return;
        for (const statement of SCHEMA) driver.exec(statement);
        driver.setVersion(VERSION);
      }, 'strict');
      return new SqliteCloudStore(options, driver);
    } catch (thrown) {
      driver.close();
      throw thrown;
    }
  });
}
