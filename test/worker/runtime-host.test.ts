import { describe, expect, it } from 'vitest';
import { createLocalRuntime, createRuntimeHost } from '../../src/runtime/local.ts';
import { before } from '../../worker/deadline.ts';
import { MemoryStore } from '../../worker/store/memory.ts';

/** A store that says whether it was closed. */
class WatchedStore extends MemoryStore {
  closed = false;
  override async close(): Promise<void> {
    this.closed = true;
    await super.close();
  }
}

class UnreadableStore extends WatchedStore {
  override async head(): Promise<number> {
    throw new Error('unreadable');
  }
}

const identity = { workspaceId: 'ws_1', userId: 'anna' };
const ITEMS = 2_000;

describe('a host of runtimes', () => {
  it('closes the org database that it could not read', async () => {
    const org = new UnreadableStore();
    const stores = { openUser: async () => new MemoryStore(), openOrg: async () => org };
    await expect(createLocalRuntime({ ...identity, stores })).rejects.toMatchObject({ code: 'runtime.bootstrap_failed' });
    expect(org.closed).toBe(true);
  });

  it('closes a runtime that was still being opened, and opens none after that', async () => {
    const [user, org] = [new WatchedStore(), new WatchedStore()];
    let open: () => void = () => undefined;
    const mayOpen = new Promise<void>((resolve) => (open = resolve));
    const stores = { openUser: async () => (await mayOpen, user), openOrg: async () => org };
    const host = createRuntimeHost();
    const opening = createLocalRuntime({ ...identity, stores, host });
    const closing = host.close();
    open();
    await closing;
    expect([user.closed, org.closed]).toEqual([true, true]);
    await expect((await opening).stats()).rejects.toMatchObject({ details: { reason: 'closed' } });
    await expect(createLocalRuntime({ ...identity, host })).rejects.toMatchObject({ code: 'runtime.bootstrap_failed', retryable: false });
  });

  it('lets go of the org lane though a user’s database fails to close', async () => {
    class Stuck extends MemoryStore {
      override async close(): Promise<void> {
        throw new Error('stuck');
      }
    }
    const org = new WatchedStore();
    const runtime = await createLocalRuntime({ ...identity, stores: { openUser: async () => new Stuck(), openOrg: async () => org } });
    await expect(runtime.close()).rejects.toThrow('stuck');
    expect(org.closed).toBe(true);
  });

  it.each([
    ['while it imports', 'POST', '/v1/local/memory/import'],
    ['while it exports', 'GET', '/v1/local/export'],
  ])('lets timers and other calls have their turn %s', async (_when, method, path) => {
    const runtime = await createLocalRuntime(identity);
    const call = { method: 'POST', path: '/v1/local/memory/import', contentType: 'application/x-ndjson', authorization: null };
    const turns = Array.from({ length: ITEMS }, (_, n) => ({ kind: 'turn', sessionId: 's1', turnId: `t${n}`, userText: `Note ${n}.`, assistantText: '' }));
    const body = turns.map((turn) => JSON.stringify(turn)).join('\n');
    if (method === 'GET') await runtime.respond({ ...call, body });
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 0);
    await runtime.respond({ ...call, method, path, body: method === 'GET' ? null : body });
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(1);
    await runtime.close();
  });

  it('reads again what another process wrote, when reading it failed', async () => {
    const rows = {};
    let [told, fails] = [false, false];
    class Shared extends MemoryStore {
      changedElsewhere(): boolean {
        const tell = told;
        told = false;
        return tell;
      }
      override async head(): Promise<number> {
        if (fails) throw new Error('unreadable for a moment');
        return super.head();
      }
    }
    const runtime = await createLocalRuntime({
      ...identity,
      stores: { openUser: async () => new Shared({ rows }), openOrg: async () => new MemoryStore() },
    });
    const elsewhere = await createLocalRuntime({
      ...identity,
      stores: { openUser: async () => new MemoryStore({ rows }), openOrg: async () => new MemoryStore() },
    });
    for (const each of [runtime, elsewhere]) await each.startSession({ sessionId: 's1', ...identity, mode: 'default', metadata: {} });
    // the channel between the runtimes of one process is not there between processes
    fails = true;
    await elsewhere.afterTurn({ sessionId: 's1', turnId: 't1', userText: 'The trombone is in the attic.', assistantText: '', toolCalls: [], metadata: {} });
    await before(50, new Promise<never>(() => undefined), null);
    told = true;
    const search = () => runtime.searchMemory({ sessionId: 's1', query: 'trombone', intent: 'answer_current_user', includeSources: true, timeoutMs: 5_000 });
    await expect(search()).rejects.toMatchObject({ code: 'runtime.internal' });
    fails = false;
    expect((await search()).contextText).toContain('attic');
    await Promise.all([runtime.close(), elsewhere.close()]);
  });
});
