import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCloud, type Cloud } from '../../../src/cloud/create-cloud.ts';
import { MemoryCloudStore } from '../../../src/cloud/memory-cloud-store.ts';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { serveHttp, type HttpServer } from '../../../src/node/cloud/http-server.ts';
import { createLocalRuntime } from '../../../src/runtime/local.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { keyCredentials } from '../../../worker/sync/credentials.ts';
import { Device, HEADERS, KEY, SECRET } from '../../cloud/harness.ts';
import { handClock, type HandClock } from '../hand-clock.ts';

const identity = { workspaceId: 'proj_1', userId: 'user_1' };

/** Stays when the runtime over it goes. */
class LastingStore extends MemoryStore {
  override async close(): Promise<void> {}
}

describe('a memory that is talked with', () => {
  let clock: HandClock;
  let cloud: Cloud;
  let server: HttpServer;
  let runtime: Runtime;
  let looks: number;
  let away: boolean;
  beforeEach(async () => {
    clock = handClock();
    [looks, away] = [0, false];
    cloud = await createCloud({ store: new MemoryCloudStore(), apiKeys: [KEY], tokenSecret: SECRET });
    server = await serveHttp(
      async (request) => {
        if (request.url.includes('/bootstrap')) looks++;
        return away ? new Response(null, { status: 503 }) : cloud.fetch(request);
      },
      '127.0.0.1',
      0,
    );
    runtime = await createLocalRuntime({ ...identity, clock, cloud: { baseUrl: server.url, agentId: null, credentials: keyCredentials(KEY) } });
    await runtime.startSession({ sessionId: 's', ...identity, mode: 'default', metadata: {} });
  });
  afterEach(async () => {
    await runtime.close();
    await server.close();
  });

  const found = async (): Promise<string> =>
    (await runtime.searchMemory({ sessionId: 's', query: 'boiler room key', intent: '', includeSources: false, timeoutMs: 10_000 })).contextText;
  const index = (text: string) => new Device(cloud.fetch, HEADERS).createIndex('house', [{ id: 'd', text }]);
  const searches = async (times: number): Promise<number> => {
    for (let n = 0; n < times; n++) await found();
    await runtime.flush({ deadlineMs: 1_000 });
    return looks;
  };

  it('looks at the cloud beside a search, and no more than once in ten seconds', async () => {
    const before = looks;
    expect(await searches(20)).toBe(before);
    await index('The boiler room key hangs in the hall.');
    clock.turn(9_999);
    expect(await searches(3)).toBe(before);
    clock.turn(1);
    expect(await found()).toBe('');
    await vi.waitFor(async () => expect(await found()).toContain('hangs in the hall'));
    expect(await searches(20)).toBe(before + 1);
  });

  it('looks less often while that brings nothing, and finds what is new when it does again', async () => {
    away = true;
    clock.turn(10_000);
    await found();
    const before = await vi.waitUntil(async () => ((await runtime.stats()).incidents.length > 0 ? looks : 0));
    clock.turn(59_999);
    expect(await searches(5)).toBe(before);
    away = false;
    await index('The boiler room key lies on the shelf.');
    clock.turn(1);
    await vi.waitFor(async () => expect(await found()).toContain('on the shelf'));
  });

  it('tells no versions of a cloud that was set up anew, until the new one has told its own', async () => {
    const start = () => runtime.startSession({ sessionId: 't', ...identity, mode: 'default', metadata: {} });
    expect((await start()).bootstrap.orgManifestVersion).not.toBeNull();
    away = true;
    const body = '{"restart":true}';
    await runtime.respond({ method: 'POST', path: '/v1/local/sync', contentType: 'application/json', authorization: null, body });
    expect((await start()).bootstrap).toMatchObject({ orgManifestVersion: null, syncToken: null });
  });

  it('starts from what was told to an earlier process, also where the cloud gives no answer, and is brought up to date behind that', async () => {
    const [user, org] = [new LastingStore(), new LastingStore()];
    const stores = { openUser: async () => user, openOrg: async () => org };
    const answering = new AbortController();
    let held = false;
    const hanging = await serveHttp(
      async (request) => {
        if (held && !answering.signal.aborted) await new Promise((resolve) => answering.signal.addEventListener('abort', resolve));
        return cloud.fetch(request);
      },
      '127.0.0.1',
      0,
    );
    const open = () => createLocalRuntime({ ...identity, stores, cloud: { baseUrl: hanging.url, agentId: null, credentials: keyCredentials(KEY) } });
    const start = (on: Runtime) => on.startSession({ sessionId: 't', ...identity, mode: 'default', metadata: {} });
    await index('The boiler room key hangs in the hall.');
    const first = await open();
    const { bootstrap } = await start(first);
    expect(bootstrap.orgManifestVersion).toEqual(expect.any(Number));
    await first.close();
    held = true;
    await index('The attic key lies on the shelf.');
    const later = await open();
    expect((await start(later)).bootstrap).toEqual(bootstrap);
    const ask = async (): Promise<string> =>
      (await later.searchMemory({ sessionId: 't', query: 'key', intent: '', includeSources: false, timeoutMs: 10_000 })).contextText;
    expect(await ask()).toContain('hangs in the hall');
    answering.abort();
    await vi.waitFor(async () => expect(await ask()).toContain('on the shelf'), 10_000);
    await later.close();
    await hanging.close();
  });
});
