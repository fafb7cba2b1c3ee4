import type { CloudTableName, CloudTables } from '../../src/cloud/cloud-rows.ts';
import type { CloudReader, CloudStore, CloudWriter } from '../../src/cloud/cloud-store.ts';

/** A cloud's store that keeps account of what has had an effect: ids of events, in their order, once for each time. */
export class WitnessedStore implements CloudStore {
  readonly effects: string[] = [];
  readonly #store: CloudStore;

  constructor(store: CloudStore) {
    this.#store = store;
  }

  read<R>(partition: string, work: (rows: CloudReader) => R): Promise<R> {
    return this.#store.read(partition, work);
  }

  async transaction<R>(partition: string, work: (rows: CloudWriter) => R): Promise<R> {
    let seen: string[] = [];
    const done = await this.#store.transaction(partition, (rows) => {
      const witness = new Witness(rows);
      ({ seen } = witness);
      return work(witness);
    });
    this.effects.push(...seen);
    return done;
  }

  scrub(): Promise<void> {
    return this.#store.scrub();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

class Witness implements CloudWriter {
  readonly seen: string[] = [];
  readonly #rows: CloudWriter;

  constructor(rows: CloudWriter) {
    this.#rows = rows;
  }

  get<T extends CloudTableName>(table: T, id: string): CloudTables[T] | undefined {
    return this.#rows.get(table, id);
  }

  find<T extends CloudTableName>(table: T, term: string, limit?: number): readonly CloudTables[T][] {
    return this.#rows.find(table, term, limit);
  }

  since<T extends CloudTableName>(table: T, after: number, limit?: number): readonly CloudTables[T][] {
    return this.#rows.since(table, after, limit);
  }

  all<T extends CloudTableName>(table: T): readonly CloudTables[T][] {
    return this.#rows.all(table);
  }

  put<T extends CloudTableName>(table: T, row: CloudTables[T]): void {
    // an event that is told again is not written again
    if (table === 'events') this.seen.push(row.id);
    this.#rows.put(table, row);
  }

  remove(table: CloudTableName, id: string): void {
    this.#rows.remove(table, id);
  }

  clear(): void {
    this.#rows.clear();
  }
}
