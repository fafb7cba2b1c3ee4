import { describe, expect, it, vi } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { MemoryStore, type MemoryRows } from '../../worker/store/memory.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };
const start = { sessionId: 's', ...identity, mode: 'default' as const, metadata: {} };
const turn = { sessionId: 's', turnId: 't1', userText: 'Hello.', assistantText: '', toolCalls: [], metadata: {} };

/** Two runtimes over one database, which hear nothing of each other: no BroadcastChannel. */
async function twoTabs(): Promise<readonly [Runtime, Runtime]> {
  vi.stubGlobal('BroadcastChannel', undefined);
  delete (globalThis as { BroadcastChannel?: unknown }).BroadcastChannel;
  try {
    const rows: MemoryRows = {};
    const open = () => createLocalRuntime({ ...identity, stores: { openUser: async () => new MemoryStore({ rows }), openOrg: async () => new MemoryStore() } });
    return [await open(), await open()];
  } finally {
    vi.unstubAllGlobals();
  }
}

describe('a session that two tabs share', () => {
  it('is opened again by the tab that did not hear that the other ended it', async () => {
    const [one, two] = await twoTabs();
    await one.startSession(start);
    await two.startSession(start);
    await two.endSession({ sessionId: 's', reason: 'completed' });
    await one.startSession(start);
    await expect(one.afterTurn(turn)).resolves.toMatchObject({ status: 'ok' });
  });

  it('takes a turn in the tab that did not hear that the other opened it again', async () => {
    const [one, two] = await twoTabs();
    await one.startSession(start);
    await one.endSession({ sessionId: 's', reason: 'completed' });
    await two.startSession(start);
    await expect(one.afterTurn(turn)).resolves.toMatchObject({ status: 'ok' });
    await one.endSession({ sessionId: 's', reason: 'completed' });
    await expect(two.afterTurn({ ...turn, turnId: 't2' })).rejects.toMatchObject({ code: 'runtime.session_not_found' });
    expect((await two.health()).active_sessions).toBe(0);
  });
});
