import type { TableName } from '../../../worker/store/schema.ts';
import { openSqlite } from '../../../worker/store/sqlite.ts';
import type { Store } from '../../../worker/store/store.ts';
import { objectDriver } from '../../../src/edge/object-driver.ts';
import type { ObjectState } from '../../../src/edge/platform.ts';
import { readValue, writeValue } from '../values.ts';

/** One call of a store, by its number; number and tables alone open it. */
export interface StoreCall {
  readonly store: number;
  readonly tables?: readonly TableName[];
  readonly method?: 'get' | 'scan' | 'count' | 'head' | 'commit' | 'close';
  readonly parameters?: readonly unknown[];
}

/** Stores over the rows of one Durable Object, called from outside. */
export class StoreObject {
  readonly #state: ObjectState;
  readonly #stores = new Map<number, Store>();

  constructor(state: ObjectState) {
    this.#state = state;
  }

  async fetch(request: Request): Promise<Response> {
    const call = readValue(await request.text()) as StoreCall;
    try {
      return new Response(writeValue({ value: await this.#answer(call) }));
    } catch (thrown) {
      return new Response(writeValue({ error: thrown instanceof Error ? { name: thrown.name, message: thrown.message } : { name: 'Error', message: '' } }));
    }
  }

  async #answer({ store, tables, method, parameters = [] }: StoreCall): Promise<unknown> {
    if (tables) {
      const name = 'memory.sqlite';
      this.#stores.set(store, await openSqlite({ name, tables, connect: () => objectDriver(this.#state.storage, { name }) }));
      return null;
    }
    const verb = Reflect.get(this.#stores.get(store)!, method!) as (...given: unknown[]) => Promise<unknown>;
    return verb.apply(this.#stores.get(store), [...parameters]);
  }
}
