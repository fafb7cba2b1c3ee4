import type { TableName, Tables } from '../../worker/store/schema.ts';
import type { CommitOutcome, Guard, ScanRange, Store, StoreProvider, Write } from '../../worker/store/store.ts';

/** A disk that takes its time: a commit begins so many milliseconds late, by `delay`. */
export class SlowStore implements Store {
  readonly #store: Store;
  readonly #delay: () => number;

  constructor(store: Store, delay: () => number) {
    this.#store = store;
    this.#delay = delay;
  }

  get kind(): Store['kind'] {
    return this.#store.kind;
  }

  get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return this.#store.get(table, key);
  }

  scan<T extends TableName>(table: T, range?: ScanRange): Promise<Tables[T][]> {
    return this.#store.scan(table, range);
  }

  count(table: TableName): Promise<number> {
    return this.#store.count(table);
  }

  head(): Promise<number> {
    return this.#store.head();
  }

  async commit(writes: readonly Write[], guard?: Guard): Promise<CommitOutcome> {
    await new Promise((resolve) => setTimeout(resolve, this.#delay()));
    return this.#store.commit(writes, guard);
  }

  changedElsewhere(): boolean {
    return this.#store.changedElsewhere?.() ?? false;
  }

  async scrub(): Promise<void> {
    await this.#store.scrub?.();
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

/** The same databases on such a disk. */
export function slowly(stores: StoreProvider, delay: () => number): StoreProvider {
  return {
    ...(stores.org === undefined ? {} : { org: stores.org }),
    openUser: async () => new SlowStore(await stores.openUser(), delay),
    openOrg: () => stores.openOrg(),
  };
}
