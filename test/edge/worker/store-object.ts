import type { TableName } from '../../../worker/store/schema.ts';
import { openEncrypted } from '../../../worker/store/encrypted/open-encrypted.ts';
import { openSqlite } from '../../../worker/store/sqlite.ts';
import type { SqliteDriver } from '../../../worker/store/sqlite-driver.ts';
import type { Store } from '../../../worker/store/store.ts';
import { bySecret, IDENTITY } from '../../worker/store/encrypted/unlocks.ts';
import { objectDriver } from '../../../src/edge/object-driver.ts';
import type { ObjectState } from '../../../src/edge/platform.ts';
import { readValue, writeValue } from '../values.ts';

/** One call of a store, by its number; number and tables alone open it. */
export interface StoreCall {
  readonly store: number;
  readonly tables?: readonly TableName[];
  /** Rows are sealed, with a secret of this word. */
  readonly secret?: string | undefined;
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

  async #answer({ store, tables, secret, method, parameters = [] }: StoreCall): Promise<unknown> {
    if (tables) {
      const name = 'memory.sqlite';
      const connect = (): SqliteDriver => objectDriver(this.#state.storage, { name });
      const open = async (word: string): Promise<Store> => {
        const beneath = await openSqlite({ name, tables: [...tables, 'keys'], sealed: true, connect });
        return openEncrypted({ store: beneath, identity: IDENTITY, source: await bySecret(word), tables, onIncident: () => undefined });
      };
      this.#stores.set(store, secret === undefined ? await openSqlite({ name, tables, connect }) : await open(secret));
      return null;
    }
    const verb = Reflect.get(this.#stores.get(store)!, method!) as (...given: unknown[]) => Promise<unknown>;
    return verb.apply(this.#stores.get(store), [...parameters]);
  }
}
