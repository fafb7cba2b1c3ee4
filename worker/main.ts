import { expose } from 'comlink';
import { createEmbedderEndpoint } from './embedder-endpoint.ts';
import { createMemoryEndpoint } from './memory-endpoint.ts';
import { EMBEDDER_WORKER } from '../src/contract/protocol.ts';

expose(self.name === EMBEDDER_WORKER ? createEmbedderEndpoint() : createMemoryEndpoint());
