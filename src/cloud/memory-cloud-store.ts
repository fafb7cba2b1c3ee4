import { numberOf, termsOf, type CloudTableName, type CloudTables } from './cloud-rows.ts';
import type { CloudReader, CloudStore, CloudWriter } from './cloud-store.ts';

type Row = CloudTables[CloudTableName];
type Undo = () => void;

/** A {@link CloudStore} that is gone with the process: for tests and trials. */
export class MemoryCloudStore implements CloudStore {
  readonly #partitions = new Map<string, Partition>();

  async read<R>(partition: string, work: (rows: CloudReader) => R): Promise<R> {
    return work(new Rows(this.#partitions.get(partition) ?? new Map(), []));
  }

  async transaction<R>(partition: string, work: (rows: CloudWriter) => R): Promise<R> {
    let tables = this.#partitions.get(partition);
    if (!tables) this.#partitions.set(partition, (tables = new Map()));
    const undo: Undo[] = [];
    try {
      return work(new Rows(tables, undo));
    } catch (thrown) {
      for (const step of undo.toReversed()) step();
      throw thrown;
    }
  }

  async scrub(): Promise<void> {}

  async close(): Promise<void> {}
}

type Partition = Map<CloudTableName, Map<string, Row>>;

/** Without indexes: a test has few rows. */
class Rows implements CloudWriter {
  readonly #tables: Partition;
  readonly #undo: Undo[];

  constructor(tables: Partition, undo: Undo[]) {
    this.#tables = tables;
    this.#undo = undo;
  }

  get<T extends CloudTableName>(table: T, id: string): CloudTables[T] | undefined {
    return this.#table(table).get(id);
  }

  find<T extends CloudTableName>(table: T, term: string, limit = Infinity): readonly CloudTables[T][] {
    return this.all(table)
      .filter((row) => termsOf(table, row).includes(term))
      .slice(0, limit);
  }

  since<T extends CloudTableName>(table: T, after: number, limit = Infinity): readonly CloudTables[T][] {
    return this.all(table)
      .filter((row) => numberOf(row) > after)
      .sort((a, b) => numberOf(a) - numberOf(b))
      .slice(0, limit);
  }

  all<T extends CloudTableName>(table: T): readonly CloudTables[T][] {
    return [...this.#table(table).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  put<T extends CloudTableName>(table: T, row: CloudTables[T]): void {
    const rows = this.#table(table);
    const before = rows.get(row.id);
    this.#undo.push(() => (before ? rows.set(row.id, before) : rows.delete(row.id)));
    // as a database would hold it
    const copy: CloudTables[T] = JSON.parse(JSON.stringify(row));
    rows.set(row.id, copy);
  }

  remove(table: CloudTableName, id: string): void {
    const rows: Map<string, Row> = this.#table(table);
    const before = rows.get(id);
    if (!before) return;
    this.#undo.push(() => rows.set(id, before));
    rows.delete(id);
  }

  clear(): void {
    for (const [table, rows] of this.#tables) for (const id of rows.keys()) this.remove(table, id);
  }

  #table<T extends CloudTableName>(table: T): Map<string, CloudTables[T]> {
    let rows = this.#tables.get(table);
    if (!rows) this.#tables.set(table, (rows = new Map()));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only rows of its table are put in it
    return rows as Map<string, CloudTables[T]>;
  }
}
