/** The worker as `worker/main.ts` has it, once faults are put into it. */
import { expose } from 'comlink';
import { EMBEDDER_WORKER } from '../../../src/contract/protocol.ts';
import { createEmbedderEndpoint } from '../../../worker/embedder-endpoint.ts';
import { createMemoryEndpoint } from '../../../worker/memory-endpoint.ts';
import { startOnce } from '../../../worker/start-once.ts';
import { putFaults } from './put-faults.ts';

startOnce(() => {
  putFaults(self.location.pathname);
  expose(self.name === EMBEDDER_WORKER ? createEmbedderEndpoint() : createMemoryEndpoint());
});
