import type Libsql from 'libsql';
import { withoutWords } from '../contract/without-words.ts';
import { SqliteBusy, type SqliteDriver, type SqlRow, type SqlValue } from '../../worker/store/sqlite-driver.ts';
import { StoreDamagedError, StoreUnavailableError } from '../../worker/store/store-errors.ts';

/** The binding's own types say `unknown` for rows and nothing of errors. */
export type LibsqlModule = typeof Libsql;

/** Codes of SQLite, by the word that follows `SQLITE_`; extended ones begin with it. */
const BUSY = /^SQLITE_(?:BUSY|LOCKED|PROTOCOL)/;
const DAMAGED = /^SQLITE_(?:CORRUPT|NOTADB)/;
const FULL = /^SQLITE_FULL/;
const UNAVAILABLE = /^SQLITE_(?:CANTOPEN|IOERR|READONLY|PERM|AUTH)/;

/** The error that the rest knows for one of the binding's. */
function translated(thrown: unknown, name: string): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const code = String(Reflect.get(thrown, 'code') ?? '');
  if (BUSY.test(code)) return new SqliteBusy('Another connection holds the lock.', { cause: thrown });
  if (DAMAGED.test(code)) return new StoreDamagedError(name, { cause: thrown });
  if (FULL.test(code)) return new DOMException('The disk is full.', 'QuotaExceededError');
  return UNAVAILABLE.test(code) ? new StoreUnavailableError(name, { cause: thrown }) : thrown;
}

/** Free pages of a file from which on it is made smaller, and pages in use up to which it is: a megabyte, and four. */
const [SHRINK_FROM, COPIED_AT_ONCE] = [256, 1_024];

/** One connection to a file, in WAL mode: readers and one writer do not wait for each other. */
class LibsqlDriver implements SqliteDriver {
  readonly #name: string;
  readonly #database: Libsql.Database;
  readonly #statements = new Map<string, Libsql.Statement>();
  #durability: 'strict' | 'relaxed' = 'strict';
  #open = true;

  constructor(name: string, database: Libsql.Database) {
    this.#name = name;
    this.#database = database;
    // SQLite would wait inside the thread that answers
    this.#run('PRAGMA busy_timeout = 0');
    this.#run('PRAGMA journal_mode = WAL');
    // each commit waits for the disk
    this.#run('PRAGMA synchronous = FULL');
    // what a person had forgotten is not to be read from free pages
    this.#run('PRAGMA secure_delete = ON');
  }

  exec(sql: string, parameters: readonly SqlValue[] = []): readonly SqlRow[] {
    return this.#do(() => {
      const statement = this.#prepared(sql);
      // to the end: a statement that stands half-way keeps its snapshot, and the log behind it, alive
      return statement.all(parameters).map((row) => sqlRow(row));
    });
  }

  transaction<R>(work: () => R, durability: 'strict' | 'relaxed'): R {
    if (durability !== this.#durability) {
      this.#run(`PRAGMA synchronous = ${durability === 'strict' ? 'FULL' : 'NORMAL'}`);
      this.#durability = durability;
    }
    this.#run('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#run('COMMIT');
      return result;
    } catch (thrown) {
      // some faults have ended it already
      if (this.#database.inTransaction) this.#run('ROLLBACK');
      throw thrown;
    }
  }

  version(): number {
    return Number(this.exec('PRAGMA user_version')[0]?.[0]);
  }

  setVersion(version: number): void {
    this.#run(`PRAGMA user_version = ${version}`);
  }

  commitsElsewhere(): number {
    return Number(this.exec('PRAGMA data_version')[0]?.[0]);
  }

  emptyLog(): void {
    this.#shrink();
    this.#do(() => {
      // its first column says whether somebody was in the way; that is no error to SQLite
      const [row] = this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw().all();
      if (Array.isArray(row) && row[0] !== 0) throw new SqliteBusy('Another connection reads or writes.');
    });
  }

  /** Gives back what a file takes of which nearly nothing is left, as of a user who was forgotten. A copy of more would hold everybody up. */
  #shrink(): void {
    const [pages, free] = ['page_count', 'freelist_count'].map((what) => Number(this.exec(`PRAGMA ${what}`)[0]?.[0]));
    if (free! < SHRINK_FROM || pages! - free! > COPIED_AT_ONCE) return;
    try {
      this.#run('VACUUM');
    } catch (thrown) {
      // the next time; what is free holds nothing
      if (!(thrown instanceof SqliteBusy)) throw thrown;
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      // the binding lets go of the file when its statements are collected, which may be never: leave the file whole now
      this.emptyLog();
    } catch {
      // another process reads or writes: what it leaves to do is done at the next opening
    }
    this.#statements.clear();
    this.#database.close();
  }

  /** Without keeping the statement: a pragma that sets something does so when it is compiled, and only then. */
  #run(sql: string): void {
    this.#do(() => void this.#database.exec(sql));
  }

  #prepared(sql: string): Libsql.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    if (statement.reader) statement.raw();
    this.#statements.set(sql, statement);
    return statement;
  }

  #do<R>(work: () => R): R {
    try {
      return work();
    } catch (thrown) {
      throw translated(thrown, this.#name);
    }
  }
}

function sqlRow(row: unknown): SqlRow {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a raw statement gives lists of these
  return (row as (string | number | Buffer | null)[]).map((value) => (Buffer.isBuffer(value) ? plainBytes(value) : value));
}

/** A Buffer's bytes as everyone else knows them; small Buffers share theirs with others. */
function plainBytes(buffer: Buffer): Uint8Array {
  const { buffer: bytes, byteOffset, byteLength } = buffer;
  return bytes.byteLength === byteLength ? new Uint8Array(bytes, byteOffset, byteLength) : Uint8Array.from(buffer);
}

/**
 * Connects to the file at `path`, which has to exist (an empty one will do). `name` is what errors call it.
 *
 * @throws SqliteBusy, StoreDamagedError or StoreUnavailableError
 */
export function connectLibsql(libsql: LibsqlModule, path: string, name: string): SqliteDriver {
  let database: Libsql.Database;
  try {
    database = new libsql(path, { timeout: 0 });
  } catch (thrown) {
    // a file that cannot be opened has no code, only a sentence with its path
    throw new StoreUnavailableError(name, { cause: withoutWords(thrown) });
  }
  try {
    return new LibsqlDriver(name, database);
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
