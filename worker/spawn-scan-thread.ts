import { SCAN_WORKER } from '../src/contract/protocol.ts';
import type { SpawnScanThread } from './search/vectors/arena.ts';

/** The script of this worker once more, to help with scans. A browser without workers in workers goes on with one thread. */
export const spawnScanThread: SpawnScanThread = (start, onFailure) => {
  try {
    const worker = new Worker(self.location.href, { type: 'module', name: SCAN_WORKER });
    worker.addEventListener('error', onFailure);
    worker.postMessage(start);
    return () => worker.terminate();
  } catch {
    onFailure();
    return () => undefined;
  }
};
