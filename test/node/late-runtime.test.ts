import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import type { SearchResponse } from '../../src/contract/types.ts';
import type { WireRequest } from '../../src/contract/wire.ts';
import { LateRuntime } from '../../src/node/late-runtime.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };
const health: WireRequest = { method: 'GET', path: '/v1/runtime/health', contentType: null, authorization: null, body: null };
const search: WireRequest = {
  method: 'POST',
  path: '/v1/runtime/search_memory',
  contentType: 'application/json',
  authorization: null,
  body: JSON.stringify({ sessionId: 's', query: 'lighthouse' }),
};
const never = (): Promise<Runtime> => new Promise(() => undefined);

describe('a runtime that is being opened', () => {
  it('says that it lives, however long the opening takes', async () => {
    const { status, body } = await new LateRuntime(identity, never).respond(health);
    expect([status, JSON.parse(body)]).toMatchObject([200, { status: 'ok', ...identity }]);
  });

  it('is open when it says so, where the opening is quick: whoever hears it may search at once', async () => {
    let opened = false;
    const runtime = new LateRuntime(identity, async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      opened = true;
      return createLocalRuntime(identity);
    });
    await runtime.respond(health);
    expect(opened).toBe(true);
    await runtime.close();
  });

  it('answers a search in its time, empty and degraded', async () => {
    const { status, body } = await new LateRuntime(identity, never).respond(search);
    expect([status, JSON.parse(body) as SearchResponse]).toMatchObject([200, { contextText: '', trace: { degraded: true } }]);
  });

  it('lives when it cannot be opened, and says why to every other call, trying again each time', async () => {
    let tries = 0;
    const runtime = new LateRuntime(identity, async () => {
      tries++;
      throw new TypeError('no');
    });
    expect((await runtime.respond(health)).status).toBe(200);
    await expect(runtime.respond({ ...health, path: '/v1/local/stats' })).rejects.toThrow('no');
    await expect(runtime.respond(search)).rejects.toThrow('no');
    expect(tries).toBeGreaterThan(1);
  });
});
