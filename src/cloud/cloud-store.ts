import type { CloudTableName, CloudTables } from './cloud-rows.ts';

/**
 * Where the reference cloud keeps its rows. Everything lies in partitions, one a user and one a project's org lane, that
 * know nothing of each other: a Durable Object each at the edge, rows of one file in Node.
 */
export interface CloudStore {
  /** Looks into a partition. */
  read<R>(partition: string, work: (rows: CloudReader) => R): Promise<R>;
  /**
   * All that `work` writes, or nothing when it throws; on disk when it resolves. Transactions on one partition follow each
   * other. `work` may be called again when another process was in the way, so it changes nothing but rows.
   */
  transaction<R>(partition: string, work: (rows: CloudWriter) => R): Promise<R>;
  /** Makes sure that nothing of what was removed can be read from the disk. */
  scrub(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Rows of one partition, read at once: no answer takes a turn of the event loop. */
export interface CloudReader {
  get<T extends CloudTableName>(table: T, id: string): CloudTables[T] | undefined;
  /** Rows that hold a term (see `termsOf`), by id. */
  find<T extends CloudTableName>(table: T, term: string, limit?: number): readonly CloudTables[T][];
  /** Rows whose number is greater than `after`, by number. */
  since<T extends CloudTableName>(table: T, after: number, limit?: number): readonly CloudTables[T][];
  /** Every row of a table, by id. */
  all<T extends CloudTableName>(table: T): readonly CloudTables[T][];
}

/** A partition inside a transaction: what is written is there for the reads that follow. */
export interface CloudWriter extends CloudReader {
  put<T extends CloudTableName>(table: T, row: CloudTables[T]): void;
  remove(table: CloudTableName, id: string): void;
  /** Removes every row of the partition. */
  clear(): void;
}
