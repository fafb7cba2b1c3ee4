import { expose } from 'comlink';
import { createEmbedderEndpoint } from './embedder-endpoint.ts';
import { createMemoryEndpoint } from './memory-endpoint.ts';
import { trustOwnScripts } from '../src/contract/own-scripts.ts';
import { EMBEDDER_WORKER, SCAN_WORKER } from '../src/contract/protocol.ts';
import type { ScanThreadStart } from './search/vectors/scan-job.ts';
import { runScanThread } from './search/vectors/scan-thread.ts';
import { startOnce } from './start-once.ts';

startOnce(() => {
  trustOwnScripts();
  if (self.name === SCAN_WORKER) self.addEventListener('message', ({ data }: MessageEvent<ScanThreadStart>) => runScanThread(data), { once: true });
  else expose(self.name === EMBEDDER_WORKER ? createEmbedderEndpoint() : createMemoryEndpoint());
});
