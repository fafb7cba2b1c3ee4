import { MemoryStore, type MemoryRows } from '../../../worker/store/memory.ts';
import { damagedIndexCases } from './damage.cases.ts';

damagedIndexCases('memory', () => {
  const user: MemoryRows = {};
  const org: MemoryRows = {};
  const openUser = async (): Promise<MemoryStore> => new MemoryStore({ rows: user });
  return { stores: { openUser, openOrg: async () => new MemoryStore({ rows: org }) }, openUser };
});
