import type { OpenOptions } from '../../src/contract/protocol.ts';
import type { Incidents } from '../incidents.ts';
import { openIndexedDb } from './indexed-db.ts';
import { MemoryStore } from './memory.ts';
import { ORG_TABLES, USER_TABLES, type TableName } from './schema.ts';
import type { Store, StoreProvider } from './store.ts';

/** Names under which a private window or a blocked site refuses IndexedDB. */
const DENIED = new Set(['SecurityError', 'InvalidStateError', 'NotAllowedError', 'ReferenceError']);

/** A user's and a workspace's database in this browser; in memory where the browser keeps nothing, which stats then say. */
export function browserStores(options: Pick<OpenOptions, 'identity' | 'storage'>, incidents: Incidents): StoreProvider {
  const part = encodeURIComponent;
  const workspace = part(options.identity.workspaceId);
  const open = async (name: string, tables: readonly TableName[]): Promise<Store> => {
    if (options.storage === 'memory') return new MemoryStore();
    try {
      if (!('indexedDB' in globalThis)) throw new DOMException('IndexedDB is missing.', 'NotAllowedError');
      return await openIndexedDb({ name, tables, onIncident: (incident) => incidents.note(`${incident.code}: ${incident.database.split('/')[1]}`) });
    } catch (thrown) {
      if (options.storage === 'indexeddb' || !(thrown instanceof Error && DENIED.has(thrown.name))) throw thrown;
      incidents.note(`this browser keeps no data here (${thrown.name}): memory lasts as long as the page`);
      return new MemoryStore();
    }
  };
  return {
    org: options.storage,
    openUser: () => open(`memoair-web/user/${workspace}/${part(options.identity.userId)}`, USER_TABLES),
    openOrg: () => open(`memoair-web/org/${workspace}`, ORG_TABLES),
  };
}
