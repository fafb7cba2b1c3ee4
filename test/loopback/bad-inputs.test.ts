import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NodeServer } from '../../src/loopback/node-server.ts';
import { serveRuntime } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { hasSharedEval, SHARED_EVAL } from '../support/shared-eval.ts';

if (!hasSharedEval) console.warn('The bad-input cases are not beside this checkout: they were NOT run over the socket.');

describe.runIf(hasSharedEval)('bad inputs over a socket', () => {
  let server: NodeServer;
  beforeAll(async () => {
    server = await serveRuntime(await createLocalRuntime({ workspaceId: 'ws_123', userId: 'user_42' }), { port: 0 });
  });
  afterAll(() => server.close());

  it('all get their expected status and envelope, and leave the runtime healthy', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(SHARED_EVAL, 'run-bad-inputs.mjs'), '--url', server.url], { maxBuffer: 1 << 24 });
    const [, passed, failed] = /(\d+) passed, (\d+) failed/.exec(stdout) ?? [];
    expect(Number(failed), stdout).toBe(0);
    expect(Number(passed)).toBeGreaterThan(100);
  }, 120_000);
});
