import { Serial } from '../serial.ts';
import { durabilityOf } from './durability.ts';
import { headOf } from './rows.ts';
import type { TableName, Tables } from './schema.ts';
import { PATIENCE_MS, whileBusy } from './sqlite-busy.ts';
import { SqliteBusy, type SqliteDriver, type SqlRow } from './sqlite-driver.ts';
import { change, parseRow, quoted, selection } from './sqlite-rows.ts';
import { assertVersion, migrate } from './sqlite-schema.ts';
import { StoreDamagedError } from './store-errors.ts';
import { HEAD_KEY, StoreClosedError, type CommitOutcome, type Guard, type ScanRange, type Store, type Write } from './store.ts';

/** Options of {@link openSqlite}. */
export interface SqliteOptions {
  /** What errors call the database. */
  readonly name: string;
  /** The tables it has: `USER_TABLES` or `ORG_TABLES`. */
  readonly tables: readonly TableName[];
  /** Connects; called again while another connection is in the way. */
  readonly connect: () => SqliteDriver;
  /** Its rows are sealed: see `worker/store/encrypted`. Default false. */
  readonly sealed?: boolean;
  /** How long an operation waits while others write, in milliseconds. Default 5,000. */
  readonly patienceMs?: number;
  /** Called inside each transaction, once it has written: what is done here is stored with it or not at all. */
  readonly onCommit?: (writes: readonly Write[]) => void;
}

/** A {@link Store} in SQLite. Make one with {@link openSqlite}. */
export class SqliteStore implements Store {
  readonly kind = 'sqlite';
  readonly #name: string;
  readonly #patienceMs: number;
  readonly #sealed: boolean;
  readonly #tables: ReadonlySet<TableName>;
  readonly #driver: SqliteDriver;
  readonly #onCommit: SqliteOptions['onCommit'];
  /** Commits go in the order in which they were asked for, also when one of them has to wait. */
  readonly #commits = new Serial();
  #seen: number | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: SqliteOptions, driver: SqliteDriver) {
    this.#name = options.name;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#sealed = options.sealed ?? false;
    this.#tables = new Set(options.tables);
    this.#driver = driver;
    this.#onCommit = options.onCommit;
    this.#seen = driver.commitsElsewhere?.();
  }

  async get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return (await this.scan(table, { equals: key }))[0];
  }

  async scan<T extends TableName>(table: T, range: ScanRange = {}): Promise<Tables[T][]> {
    const { sql, parameters } = selection(this.#known(table), range);
    const rows = await this.#read(() => this.#driver.exec(sql, parameters));
    return rows.map((row) => this.#parse(table, row));
  }

  async count(table: TableName): Promise<number> {
    const sql = `SELECT count(*) FROM ${quoted(this.#known(table))}`;
    return Number((await this.#read(() => this.#driver.exec(sql)))[0]?.[0]);
  }

  async head(): Promise<number> {
    return headOf(await this.get('meta', HEAD_KEY));
  }

  async commit(writes: readonly Write[], guard: Guard = {}): Promise<CommitOutcome> {
    // before anything is awaited: what is put must not change any more
    const changes = writes.map(change);
    const { absent, head } = guard;
    for (const { table } of absent ? [...writes, absent] : writes) this.#known(table);
    if (this.#closing) throw new StoreClosedError();
    if (changes.length === 0 && !absent && !head) return { status: 'committed' };
    if (head) changes.push(change({ table: 'meta', put: { id: HEAD_KEY, value: head.next } }));
    const transaction = (): CommitOutcome => {
      assertVersion(this.#name, this.#driver, this.#sealed);
      const refused = this.#refusal(guard);
      if (refused) return refused;
      for (const { sql, parameters } of changes) this.#driver.exec(sql, parameters);
      this.#onCommit?.(writes);
      return { status: 'committed' };
    };
    return this.#commits.run(() => whileBusy(this.#name, this.#patienceMs, () => this.#driver.transaction(transaction, durabilityOf(writes, guard))));
  }

  changedElsewhere(): boolean {
    if (this.#closing) return false;
    try {
      const seen = this.#driver.commitsElsewhere?.();
      const changed = seen !== this.#seen;
      this.#seen = seen;
      return changed;
    } catch (thrown) {
      // whoever is in the way is about to have committed
      if (thrown instanceof SqliteBusy) return true;
      throw thrown;
    }
  }

  async scrub(): Promise<void> {
    if (this.#closing) throw new StoreClosedError();
    return this.#commits.run(() => whileBusy(this.#name, this.#patienceMs, () => this.#driver.emptyLog?.()));
  }

  close(): Promise<void> {
    this.#closing ??= this.#commits.idle().then(() => this.#driver.close());
    return this.#closing;
  }

  #refusal({ absent, head }: Guard): CommitOutcome | undefined {
    const find = (table: TableName, key: string | number): SqlRow | undefined => {
      const { sql, parameters } = selection(table, { equals: key });
      return this.#driver.exec(sql, parameters)[0];
    };
    if (absent && find(absent.table, absent.key)) return { status: 'exists' };
    if (!head) return undefined;
    const row = find('meta', HEAD_KEY);
    const current = headOf(row && this.#parse('meta', row));
    return current === head.expected ? undefined : { status: 'conflict', head: current };
  }

  async #read<R>(work: () => R): Promise<R> {
    if (this.#closing) throw new StoreClosedError();
    return whileBusy(this.#name, this.#patienceMs, () => {
      // a pause may have outlasted the store
      if (this.#closing) throw new StoreClosedError();
      return work();
    });
  }

  /** JSON's own error would tell what stands in the row. */
  #parse<T extends TableName>(table: T, row: SqlRow): Tables[T] {
    try {
      return parseRow(table, row);
    } catch {
      throw new StoreDamagedError(this.#name);
    }
  }

  #known<T extends TableName>(table: T): T {
    if (!this.#tables.has(table)) throw new Error(`This store has no table ${table}.`);
    return table;
  }
}

/**
 * Opens (and where needed creates or migrates) a database.
 *
 * @throws StoreVersionError when a newer version of this package wrote it; StoreEncryptedError when its rows are sealed and `sealed` is not set; StoreDamagedError, StoreUnavailableError or
 * StoreBusyError when it cannot be used.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteStore> {
  return whileBusy(options.name, options.patienceMs ?? PATIENCE_MS, () => {
    const driver = options.connect();
    try {
      migrate(options.name, driver, options.tables, options.sealed ?? false);
      return new SqliteStore(options, driver);
    } catch (thrown) {
      driver.close();
      throw thrown;
    }
  });
}
