import { describe, expect, it } from 'vitest';
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { casesOf, overFetch } from '../../hostile/cases.ts';
import { driveContract } from '../../hostile/drive.ts';
import lines from '../../hostile/cases.jsonl?raw';

/** Of how many inputs one is sent. `VITE_HOSTILE_EACH=1` sends them all. */
const EACH = Number(import.meta.env['VITE_HOSTILE_EACH'] ?? 12);
/** Browsers refuse to send it. */
const UNSENT = new Set(['TRACE', 'CONNECT', 'TRACK']);

describe('hostile input through the shim in Chromium', () => {
  it('is answered as in Node, and disturbs nobody', async () => {
    const identity = { workspaceId: 'ws_123', userId: `user-${crypto.randomUUID()}` };
    const runtime = createRuntime({ ...identity, modelUrl: null });
    const cases = casesOf(lines).filter(({ surface, only, request }) => surface === 'contract' && only === undefined && !UNSENT.has(request.method));
    const chosen = cases.filter((_, n) => n % EACH === 0);
    const { sent, faults } = await driveContract(chosen, overFetch(createLoopbackFetch(runtime), 'http://127.0.0.1:7878'), identity);
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThan(100);
    await runtime.close();
  }, 600_000);
});
