import { openEncrypted } from '../../../../worker/store/encrypted/open-encrypted.ts';
import { MemoryStore, type MemoryRows } from '../../../../worker/store/memory.ts';
import type { TableName } from '../../../../worker/store/schema.ts';
import type { Store } from '../../../../worker/store/store.ts';
import { sharedStoreCases } from '../shared-store.cases.ts';
import { storeCases } from '../store.cases.ts';
import { bySecret, DEVICE, IDENTITY } from './unlocks.ts';

const quiet = (): void => undefined;
const over = async (rows: MemoryRows, tables: readonly TableName[]): Promise<Store> =>
  openEncrypted({ store: new MemoryStore({ tables: [...tables, 'keys'], rows }), identity: IDENTITY, source: await bySecret('a'), tables, onIncident: quiet });

storeCases('MemoryStore, encrypted,', async (tables) => {
  const rows: MemoryRows = {};
  const store = await over(rows, tables);
  return { store, reopen: () => over(rows, tables), dispose: () => store.close() };
});

sharedStoreCases('MemoryStore, encrypted,', async (tables) => {
  const rows: MemoryRows = {};
  const open = (): Promise<Store> =>
    openEncrypted({ store: new MemoryStore({ tables: [...tables, 'keys'], rows }), identity: IDENTITY, source: DEVICE, tables, onIncident: quiet });
  const [first, second] = await Promise.all([open(), open()]);
  return { first, second, dispose: async () => void (await Promise.all([first.close(), second.close()])) };
});
