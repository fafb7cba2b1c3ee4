import { createLoopbackFetch } from '../../src/loopback/fetch.ts';
import { serveRuntime } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { localEmbedder } from '../support/local-embedder.ts';
import { contractCases } from './contract.cases.ts';

const identity = { workspaceId: 'ws_123', userId: 'user_42' };

contractCases('through the shim, runtime in this process', async () => {
  const runtime = await createLocalRuntime({ ...identity, embedder: localEmbedder() });
  return { ...identity, base: 'http://127.0.0.1:7878', fetch: createLoopbackFetch(runtime), close: () => runtime.close() };
});

contractCases('over a socket', async () => {
  const runtime = await createLocalRuntime({ ...identity, embedder: localEmbedder() });
  const server = await serveRuntime(runtime, { port: 0 });
  return { ...identity, base: server.url, fetch: globalThis.fetch, close: () => server.close().then(() => runtime.close()) };
});
