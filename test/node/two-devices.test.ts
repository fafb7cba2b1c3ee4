import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoAirVoiceClient } from '../../src/client/client.ts';
import type { Runtime } from '../../src/contract/runtime.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { serveCloud, type ServedCloud } from '../../src/node/cloud/serve-cloud.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';

const identity = { workspaceId: 'proj_1', userId: 'caller_42' };
const apiKey = 'memoair_pk_of-two-devices';

describe('two devices of one person, over the reference cloud', () => {
  let folder: string;
  let cloud: ServedCloud;
  const open: Runtime[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-devices-'));
    cloud = await serveCloud({ apiKey, storageRoot: join(folder, 'cloud') });
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((runtime) => runtime.close()));
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const starts = (device: string, cloudBaseUrl = cloud.url) => nodeRuntimes({ storageRoot: join(folder, device), embedder: null, cloudBaseUrl, apiKey });
  const device = async (name: string, sessionId = name): Promise<Runtime> => {
    const runtime = await starts(name)(identity);
    open.push(runtime);
    await runtime.startSession({ sessionId, ...identity, mode: 'default', metadata: {} });
    return runtime;
  };
  const say = (runtime: Runtime, sessionId: string, turnId: string, userText: string) =>
    runtime.afterTurn({ sessionId, turnId, userText, assistantText: 'Noted.', toolCalls: [], metadata: {} });
  const found = async (runtime: Runtime, sessionId: string, query: string): Promise<string> =>
    (await runtime.searchMemory({ sessionId, query, intent: '', includeSources: false, timeoutMs: 10_000 })).contextText;

  it('know what was said on the other, its facts and its profile', async () => {
    const phone = await device('phone');
    await say(phone, 'phone', 't1', 'I live in Delhi and my locker number is 4711.');
    expect(await phone.endSession({ sessionId: 'phone', reason: 'completed' })).toMatchObject({ status: 'ok', pending: 0 });
    const laptop = await device('laptop');
    expect(await found(laptop, 'laptop', 'what is my locker number')).toContain('4711');
    expect(await found(laptop, 'laptop', 'where does the user live')).toContain('User lives in Delhi');
    const { bootstrap } = await laptop.startSession({ sessionId: 'laptop', ...identity, mode: 'default', metadata: {} });
    expect(bootstrap).toMatchObject({ profileVersion: 1, syncToken: expect.any(String) });
    expect((await laptop.stats()).sync).toMatchObject({ cloud: 'configured', pending: 0, dead: 0, lastSyncAt: expect.any(String) });
  });

  it('forget what was forgotten on the other', async () => {
    const phone = await device('phone');
    await say(phone, 'phone', 't1', 'My sister is called Wilhelmina.');
    await phone.flush({ deadlineMs: 5_000 });
    const laptop = await device('laptop');
    expect(await found(laptop, 'laptop', 'sister Wilhelmina')).toContain('Wilhelmina');
    const forgotten = await phone.respond({ method: 'DELETE', path: '/v1/local/sessions/phone', contentType: null, authorization: null, body: null });
    expect(forgotten.status).toBe(200);
    await phone.flush({ deadlineMs: 5_000 });
    await vi.waitFor(async () => {
      await laptop.startSession({ sessionId: 'laptop', ...identity, mode: 'default', metadata: {} });
      expect(await found(laptop, 'laptop', 'sister')).not.toContain('Wilhelmina');
    });
  });

  it('go on without it, and lose nothing of what was said meanwhile', async () => {
    const phone = await device('phone');
    await phone.flush({ deadlineMs: 5_000 });
    await cloud.close();
    for (let n = 0; n < 20; n++) await say(phone, 'phone', `t${n}`, `The code of door ${n} is ${n * 37}.`);
    expect(await phone.flush({ deadlineMs: 1_000 })).toMatchObject({ pushed: 0, pending: 20 });
    await phone.close();
    cloud = await serveCloud({ apiKey, storageRoot: join(folder, 'cloud') });
    const again = await starts('phone')(identity);
    open.push(again);
    await vi.waitFor(async () => expect(await again.flush({ deadlineMs: 5_000 })).toMatchObject({ pending: 0 }));
    const laptop = await device('laptop');
    expect(await found(laptop, 'laptop', 'code of door 17')).toContain('629');
  });

  it('find the documents that an index was made of in the cloud', async () => {
    const client = new MemoAirVoiceClient({
      apiKey,
      projectId: 'proj_1',
      agentId: 'agent_1',
      cloudBaseUrl: cloud.url,
      ports: new LoopbackPorts(),
      startRuntime: starts('phone'),
    });
    const user = { id: 'caller_42' };
    expect((await client.searchMemory('boiler room key', { user })).contextText).toBe('');
    await client.createIndex('house', [{ id: 'd1', text: 'The boiler room key hangs in the hall.' }]);
    await vi.waitFor(async () => expect((await client.searchMemory('boiler room key', { user })).contextText).toContain('hangs in the hall'));
    expect((await client.listIndexes()).map(({ name }) => name)).toEqual(['house']);
    await client.aclose();
  });
});
