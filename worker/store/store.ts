import type { TableName, Tables } from './schema.ts';

/** One change of a commit. */
export type Write = { [T in TableName]: { readonly table: T; readonly put: Tables[T] } | { readonly table: T; readonly remove: string | number } }[TableName];

/** What has to hold for a commit to be written; checked inside the same transaction. When both fail, `exists` is the answer. */
export interface Guard {
  /** The head of the log must still be this; after the commit it is `next`. */
  readonly head?: { readonly expected: number; readonly next: number };
  /** No row may exist under this key. */
  readonly absent?: { readonly table: TableName; readonly key: string | number };
}

export type CommitOutcome =
  | { readonly status: 'committed' }
  /** Someone else wrote first; `head` is where the log ends now. Catch up, then try again. */
  | { readonly status: 'conflict'; readonly head: number }
  /** The row that had to be absent is there. */
  | { readonly status: 'exists' };

export interface ScanRange {
  /** Scan by this secondary index instead of the primary key. */
  readonly index?: string;
  /** Only keys equal to this. */
  readonly equals?: string | number;
  /** Only keys greater than this. */
  readonly after?: string | number;
  /** At most this many rows, from the low end. */
  readonly limit?: number;
}

/**
 * Durable rows of one database. All implementations pass `test/worker/store/store.cases.ts`.
 *
 * A resolved `commit` is on disk, whole; a rejected one left nothing. Rows come back as equal copies, never as the
 * object that was put. Rejections: `QuotaExceededError` as itself, {@link StoreClosedError} after `close`.
 */
export interface Store {
  readonly kind: 'indexeddb' | 'sqlite' | 'memory';
  /** True where what is on disk is sealed. */
  readonly encrypted?: boolean;
  get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined>;
  /** Rows in ascending key order (of the index, then of the primary key). */
  scan<T extends TableName>(table: T, range?: ScanRange): Promise<Tables[T][]>;
  count(table: TableName): Promise<number>;
  /** The head of the log, 0 when nothing was written. */
  head(): Promise<number>;
  /** Writes all or nothing, in order, in one durable transaction. */
  commit(writes: readonly Write[], guard?: Guard): Promise<CommitOutcome>;
  /**
   * True once after another process has committed. Only where no channel tells of it (peers reach the
   * tabs and workers of one browser, and the runtimes of one process).
   */
  changedElsewhere?(): boolean;
  /**
   * Takes from the disk what earlier commits removed or wrote over. Only where that stays readable beside the rows, as in
   * the log of SQLite.
   */
  scrub?(): Promise<void>;
  /** Idempotent. Waits for commits under way. */
  close(): Promise<void>;
}

export class StoreClosedError extends Error {
  override readonly name = 'StoreClosedError';
  constructor() {
    super('The store is closed. Open it again before you use it.');
  }
}

/** Opens the databases of a runtime. */
export interface StoreProvider {
  /** Providers with the same word here open the same org database of a workspace. */
  readonly org?: string;
  openUser(): Promise<Store>;
  openOrg(): Promise<Store>;
}

export const HEAD_KEY = 'head';
