import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { managementCases } from '../../loopback/management.cases.ts';

managementCases('through the shim, runtime in a Web Worker over IndexedDB', async () => {
  const identity = { workspaceId: 'ws_managed', userId: `user-${crypto.randomUUID()}` };
  const runtime = createRuntime({ ...identity, modelUrl: '/model/' });
  return { ...identity, base: 'http://127.0.0.1:7878', fetch: createLoopbackFetch(runtime), close: () => runtime.close() };
});
