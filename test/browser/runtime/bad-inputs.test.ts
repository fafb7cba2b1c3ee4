import { commands } from 'vitest/browser';
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { badInputCases } from '../../loopback/bad-inputs.cases.ts';

badInputCases('through the shim in Chromium', await commands.readSharedIfThere('bad-inputs.json'), async () => {
  const identity = { workspaceId: 'ws_123', userId: `user-${crypto.randomUUID()}` };
  const runtime = createRuntime({ ...identity, modelUrl: null });
  return { ...identity, base: 'http://127.0.0.1:7878', fetch: createLoopbackFetch(runtime), close: () => runtime.close() };
});
