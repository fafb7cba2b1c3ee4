import type { OpenOptions } from '../../src/contract/protocol.ts';
import { reasonOf } from '../../src/contract/errors.ts';
import type { Incidents } from '../incidents.ts';
import { isDenied } from './denied.ts';
import { openIndexedDb } from './indexed-db.ts';
import { MemoryStore } from './memory.ts';
import { ORG_TABLES, SEALED_USER_TABLES, USER_TABLES, type TableName } from './schema.ts';
import type { Store, StoreProvider } from './store.ts';

/** Asks for what a user's rows are sealed with, and gives what opens them. Asked first: a plain database becomes one of sealed rows by being opened. */
export type AskForKey = () => Promise<(store: Store) => Promise<Store>>;

/**
 * A user's and a workspace's database in this browser; in memory where the browser keeps nothing, which stats then say. With
 * `askForKey` the user's rows are sealed; what is only in memory is on no disk and stays as it is.
 */
export function browserStores(options: Pick<OpenOptions, 'identity' | 'storage'>, incidents: Incidents, askForKey?: AskForKey): StoreProvider {
  const part = encodeURIComponent;
  const workspace = part(options.identity.workspaceId);
  const open = async (name: string, tables: readonly TableName[], sealed = false): Promise<Store> => {
    if (options.storage === 'memory') return new MemoryStore();
    try {
      if (!('indexedDB' in globalThis)) throw new DOMException('IndexedDB is missing.', 'NotAllowedError');
      return await openIndexedDb({ name, tables, sealed, onIncident: (incident) => incidents.note(`${incident.code}: ${incident.database.split('/')[1]}`) });
    } catch (thrown) {
      if (options.storage === 'indexeddb' || !(await isDenied(thrown))) throw thrown;
      incidents.note(`this browser keeps no data here (${reasonOf(thrown)}): memory lasts as long as the page`);
      return new MemoryStore();
    }
  };
  const user = `memoair-web/user/${workspace}/${part(options.identity.userId)}`;
  const openUser = async (): Promise<Store> => {
    if (!askForKey || options.storage === 'memory') return open(user, USER_TABLES);
    const openSealed = await askForKey();
    const store = await open(user, SEALED_USER_TABLES, true);
    return store.kind === 'memory' ? store : openSealed(store);
  };
  return {
    org: options.storage,
    openUser,
    openOrg: () => open(`memoair-web/org/${workspace}`, ORG_TABLES),
  };
}
