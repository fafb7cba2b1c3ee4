import { cloudStoreCases } from './cloud-store.cases.ts';
import { openFile, openMemory } from './harness.ts';

cloudStoreCases('MemoryCloudStore', openMemory);
cloudStoreCases('SqliteCloudStore', openFile);
