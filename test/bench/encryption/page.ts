import { createRuntime } from '../../../src/index.ts';
import { measureEncryption, type EncryptionTimes, type EncryptionWork } from './measure.ts';

declare global {
  interface Window {
    encryptionBench: (work: EncryptionWork) => Promise<EncryptionTimes>;
  }
}

window.encryptionBench = (work) =>
  measureEncryption(async (userId, sealed) => {
    const { workspaceId } = work;
    return createRuntime({ workspaceId, userId, modelUrl: null, storage: 'indexeddb', ...(sealed ? { encryption: true as const } : {}) });
  }, work);
