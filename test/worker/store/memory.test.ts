import { MemoryStore, type MemoryRows } from '../../../worker/store/memory.ts';
import { sharedStoreCases } from './shared-store.cases.ts';
import { storeCases } from './store.cases.ts';

storeCases('MemoryStore', async (tables) => {
  const rows: MemoryRows = {};
  const store = new MemoryStore({ tables, rows });
  return { store, reopen: async () => new MemoryStore({ tables, rows }), dispose: () => store.close() };
});

sharedStoreCases('MemoryStore', async (tables) => {
  const rows: MemoryRows = {};
  const first = new MemoryStore({ tables, rows });
  const second = new MemoryStore({ tables, rows });
  return { first, second, dispose: async () => void (await Promise.all([first.close(), second.close()])) };
});
