/** What SQLite is bound to and gives back. No booleans and no bigints: some bindings end the process over them. */
export type SqlValue = string | number | Uint8Array | null;

/** The columns of a row in the order in which they were asked for. */
export type SqlRow = readonly SqlValue[];

/**
 * One connection to one database, synchronous as SQLite is. Small enough for a file in Node and for the storage of a
 * Durable Object: no SQL for transactions, no pragmas.
 *
 * Everything throws {@link SqliteBusy} when another connection is in the way, `StoreDamagedError` for bytes that are no
 * database and a `QuotaExceededError` when the disk is full.
 */
export interface SqliteDriver {
  /** Runs one statement to its end. At most 100 parameters. */
  exec(sql: string, parameters?: readonly SqlValue[]): readonly SqlRow[];
  /**
   * Writes all of what `work` writes, or nothing when it throws; nobody else writes meanwhile. `strict` returns when it is
   * on disk; `relaxed` may be lost with the machine's power, whole.
   */
  transaction<R>(work: () => R, durability: 'strict' | 'relaxed'): R;
  /** The schema's version; 0 in an empty database. Takes part in transactions. */
  version(): number;
  setVersion(version: number): void;
  /** A number that is another one once another connection has committed. Left out where there is only one connection. */
  commitsElsewhere?(): number;
  /** Empties the log of former states, all of it in the database by then. Left out where there is none. */
  emptyLog?(): void;
  /** Idempotent. */
  close(): void;
}

/** Another connection holds the lock; the operation changed nothing and may be tried again. */
export class SqliteBusy extends Error {
  override readonly name = 'SqliteBusy';
}
