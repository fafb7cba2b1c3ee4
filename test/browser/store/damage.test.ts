import { openIndexedDb } from '../../../worker/store/indexed-db.ts';
import { ORG_TABLES, USER_TABLES } from '../../../worker/store/schema.ts';
import type { Store } from '../../../worker/store/store.ts';
import { damagedIndexCases } from '../../worker/segments/damage.cases.ts';

damagedIndexCases('IndexedDB', () => {
  const name = `damage-${crypto.randomUUID()}`;
  const openUser = (): Promise<Store> => openIndexedDb({ name: `${name}/user`, tables: USER_TABLES, onIncident: () => undefined });
  return { openUser, stores: { openUser, openOrg: () => openIndexedDb({ name: `${name}/org`, tables: ORG_TABLES, onIncident: () => undefined }) } };
});
