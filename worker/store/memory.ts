import { compareKeys, headOf, keyOf, rowToStore } from './rows.ts';
import { ORG_TABLES, TABLES, USER_TABLES, type TableName, type Tables } from './schema.ts';
import { HEAD_KEY, StoreClosedError, type CommitOutcome, type Guard, type ScanRange, type Store, type Write } from './store.ts';

/** The rows behind one or more {@link MemoryStore}s, by table and primary key. It outlives them, as a disk would. */
export type MemoryRows = { [T in TableName]?: Map<string | number, Tables[T]> };

/** What a {@link MemoryStore} is made of. */
export interface MemoryStoreOptions {
  /** The tables it has; all when left out. */
  readonly tables?: readonly TableName[];
  /** Rows to work on; hand the same to a second store for "after a restart" or "in another tab". */
  readonly rows?: MemoryRows;
}

/** The property that a table's index sorts by. */
function propertyOf(table: TableName, index: string): string {
  const { indexes } = TABLES[table];
  const property = Object.hasOwn(indexes, index) ? indexes[index] : undefined;
  if (property === undefined) throw new Error(`Table ${table} has no index ${index}.`);
  return property;
}

/** A {@link Store} that forgets when the process ends: for tests and for private windows. */
export class MemoryStore implements Store {
  readonly kind = 'memory';
  readonly #rows: MemoryRows;
  #closed = false;

  constructor({ tables = [...USER_TABLES, ...ORG_TABLES], rows = {} }: MemoryStoreOptions = {}) {
    this.#rows = rows;
    for (const table of tables) rows[table] ??= new Map();
  }

  async get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return structuredClone(this.#table(table).get(key));
  }

  async scan<T extends TableName>(table: T, range: ScanRange = {}): Promise<Tables[T][]> {
    const { index, equals, after, limit = Infinity } = range;
    const definition = TABLES[table];
    const property = index === undefined ? definition.key : propertyOf(table, index);
    const inRange = (row: Tables[T]): boolean => {
      const key = keyOf(row, property);
      return (equals === undefined || key === equals) && (after === undefined || compareKeys(key, after) > 0);
    };
    const byKey = (a: Tables[T], b: Tables[T]): number =>
      compareKeys(keyOf(a, property), keyOf(b, property)) || compareKeys(keyOf(a, definition.key), keyOf(b, definition.key));
    const rows = [...this.#table(table).values()].filter(inRange).toSorted(byKey);
    return structuredClone(rows.slice(0, Math.max(0, limit)));
  }

  async count(table: TableName): Promise<number> {
    return this.#table(table).size;
  }

  async head(): Promise<number> {
    return headOf(this.#table('meta').get(HEAD_KEY));
  }

  async commit(writes: readonly Write[], guard: Guard = {}): Promise<CommitOutcome> {
    this.#refuseClosed();
    const { absent, head } = guard;
    const changes = this.#changes(writes);
    if (absent && this.#table(absent.table).has(absent.key)) return { status: 'exists' };
    if (head) {
      const meta = this.#table('meta');
      const current = headOf(meta.get(HEAD_KEY));
      if (current !== head.expected) return { status: 'conflict', head: current };
      changes.push(() => meta.set(HEAD_KEY, { id: HEAD_KEY, value: head.next }));
    }
    for (const apply of changes) apply();
    return { status: 'committed' };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  /** Everything that can fail (an unknown table, a value that cannot be cloned) fails here, before the first write. */
  #changes(writes: readonly Write[]): (() => void)[] {
    return writes.map((write) => {
      const rows: Map<string | number, object> = this.#table(write.table);
      if ('remove' in write) return () => void rows.delete(write.remove);
      const row = structuredClone(rowToStore(write));
      return () => void rows.set(keyOf(row, TABLES[write.table].key), row);
    });
  }

  #table<T extends TableName>(table: T): Map<string | number, Tables[T]> {
    this.#refuseClosed();
    const rows = this.#rows[table];
    if (!rows) throw new Error(`This store has no table ${table}.`);
    return rows;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new StoreClosedError();
  }
}
