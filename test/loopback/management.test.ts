import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoopbackFetch } from '../../src/loopback/fetch.ts';
import { serveRuntime } from '../../src/loopback/node-server.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { managementCases } from './management.cases.ts';

let users = 0;
const someone = (): { workspaceId: string; userId: string } => ({ workspaceId: 'ws_managed', userId: `user_${++users}` });

managementCases('through the shim, in memory', async () => {
  const identity = someone();
  const runtime = await createLocalRuntime(identity);
  return { ...identity, base: 'http://127.0.0.1:7878', fetch: createLoopbackFetch(runtime), close: () => runtime.close() };
});

managementCases('over a socket, in SQLite files', async () => {
  const identity = someone();
  const storageRoot = await mkdtemp(join(tmpdir(), 'memoair-managed-'));
  const runtime = await nodeRuntimes({ storageRoot, embedder: null })(identity);
  const server = await serveRuntime(runtime, { port: 0 });
  const close = async (): Promise<void> => {
    await server.close();
    await runtime.close();
    await rm(storageRoot, { recursive: true, force: true });
  };
  return { ...identity, base: server.url, fetch: globalThis.fetch, close };
});
