import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLocalRuntime } from '../../../src/runtime/local.ts';
import { tokenCredentials } from '../../../worker/sync/credentials.ts';
import { Device, HEADERS, sendTo, turn } from '../../cloud/harness.ts';
import { TOLD, type Told } from './told.ts';
import { startCloudWorkerd, type CloudWorkerd } from './workerd.ts';

let workerd: CloudWorkerd;
beforeAll(async () => {
  workerd = await startCloudWorkerd();
});
afterAll(() => workerd.close());

let projects = 0;
/** A user of a project that no other test has. */
const someone = ({ url }: CloudWorkerd = workerd, project = `project ${++projects}`): Device =>
  new Device((request) => sendTo(url, request), { ...HEADERS, 'x-project-id': project });
const told = (device: Device, tell: Told): Device => device.with({ [TOLD]: JSON.stringify(tell) });
/** Its objects are thrown out of memory; what they were doing ends there. */
const evictUser = async (device: Device): Promise<unknown> => told(device, { evict: true }).call('GET', '/v1/voice-sdk/bootstrap');
const evictOrg = async (device: Device): Promise<unknown> => told(device, { evict: true }).call('GET', '/v1/voice-sdk/index/list');
const documents = (count: number, word = 'Passage'): { id: string; text: string }[] =>
  Array.from({ length: count }, (_, n) => ({ id: `d${n}`, text: `${word} number ${n}.` }));
const seen = async (at = workerd): Promise<string[]> => [...new Set((await at.model()).seen)].sort();
const texts = (of: readonly { text: string }[]): string[] => of.map(({ text }) => text).sort();

describe('org documents in Durable Objects', () => {
  beforeEach(() => workerd.model({ failing: false, held: false, seen: [] }));
  const vectors = async (device: Device): Promise<unknown[]> => [...(await device.pullAll()).chunks.values()].map(({ vector }) => vector?.stamp ?? null);

  it('are answered before they are embedded, which goes on behind the answer until all are', async () => {
    const device = someone();
    await workerd.model({ held: true });
    expect(await device.createIndex('kb', documents(11))).toEqual({ indexName: 'kb', chunkCount: 11, version: 1 });
    expect(await vectors(device)).toEqual(Array.from({ length: 11 }, () => null));
    await workerd.model({ held: false });
    // no call, and no client that is still there
    await vi.waitFor(async () => expect(await seen()).toEqual(texts(documents(11))));
    await vi.waitFor(async () => expect(new Set(await vectors(device))).toEqual(new Set(['fake-1'])));
  });

  it('are embedded to the last, though the object was evicted in the middle', async () => {
    const device = someone();
    await workerd.model({ held: true });
    await device.createIndex('kb', documents(9, 'Held'));
    await vi.waitFor(async () => expect((await seen()).length).toBe(4));
    await evictOrg(device);
    await workerd.model({ held: false });
    await vi.waitFor(async () => expect(await seen()).toEqual(texts(documents(9, 'Held'))));
    await vi.waitFor(async () => expect(new Set(await vectors(device))).toEqual(new Set(['fake-1'])));
    // what it had in hand was begun anew
    expect((await workerd.model()).seen.filter((text) => text === 'Held number 0.').length).toBeGreaterThan(1);
  });

  it('are tried again, by nobody’s call, when the model failed', async () => {
    const device = someone();
    await workerd.model({ failing: true });
    await device.createIndex('kb', documents(2, 'Failed'));
    await vi.waitFor(async () => expect((await seen()).length).toBe(2));
    expect(await vectors(device)).toEqual([null, null]);
    await workerd.model({ failing: false, seen: [] });
    await vi.waitFor(async () => expect((await seen()).length).toBe(2));
    await vi.waitFor(async () => expect(await vectors(device)).toEqual(['fake-1', 'fake-1']));
  });

  it('of before there was a model get their vectors with the next look at them', async () => {
    const device = someone();
    await told(device, { noModel: true }).createIndex('kb', documents(3, 'Early'));
    expect(await seen()).toEqual([]);
    await evictOrg(device);
    expect(await vectors(device)).toEqual([null, null, null]);
    await vi.waitFor(async () => expect(await vectors(device)).toEqual(['fake-1', 'fake-1', 'fake-1']));
  });
});

describe('a partition in a Durable Object', () => {
  it('takes a batch once, whenever it is evicted in the middle of it', async () => {
    for (const wait of [0, 5, 15, 40]) {
      const device = someone();
      const events = Array.from({ length: 60 }, (_, n) => turn(n, `I have said ${n}.`));
      const sent = device.push(events, 'one batch').catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, wait));
      await evictUser(device);
      await sent;
      const { results } = await device.push(events, 'one batch');
      expect(new Set(results.map(({ status }) => status)).size).toBe(1);
      expect((await device.pullAll()).said).toEqual(events.map(({ payload }) => String(payload['userText'])).sort());
    }
  });

  it('knows by its token what a device holds, and who may call, after it was evicted', async () => {
    const device = someone();
    await device.push([turn(1, 'I live in Delhi.')]);
    const held = await device.pullAll();
    await evictUser(device);
    expect((await device.with({ authorization: 'Bearer no' }).call('GET', '/v1/voice-sdk/bootstrap')).status).toBe(401);
    expect((await device.pull(held.token)).full).toBe(false);
    expect((await device.pullAll()).facts).toEqual(['User lives in Delhi.']);
  });

  it('is woken by nobody whom it does not know', async () => {
    const device = someone();
    const stranger = device.with({ authorization: undefined });
    const started = await workerd.started();
    const statuses: number[] = [];
    for (const path of ['/health', '/v1/voice-sdk/bootstrap', '/v1/voice-sdk/nothing', '/']) statuses.push((await stranger.call('GET', path)).status);
    statuses.push((await stranger.call('OPTIONS', '/v1/voice-sdk/events')).status);
    statuses.push((await device.with({ authorization: 'Bearer wrong' }).call('DELETE', '/v1/voice-sdk/user')).status);
    statuses.push((await device.with({ 'x-user-id': 'x'.repeat(600) }).call('GET', '/v1/voice-sdk/bootstrap')).status);
    statuses.push((await stranger.call('POST', '/v1/voice-sdk/events', { events: [turn(1, 'x'.repeat(2_000_000))] })).status);
    expect(statuses).toEqual([200, 401, 404, 404, 204, 401, 400, 401]);
    expect(await workerd.started()).toBe(started);
  });

  it('is told apart from any other, whatever ids are made of', async () => {
    const ids = [
      '__proto__',
      '../../etc',
      '%00',
      '["a","b"]',
      'a","b',
      'é',
      'é',
      'A',
      'a',
      'user-a',
      'x'.repeat(512),
      `${'x'.repeat(511)}y`,
      '0',
      '-1',
      'null',
    ];
    const users = ids.flatMap((id) => [someone(workerd, id), someone(workerd, 'of one project').with({ 'x-user-id': id })].map((device) => ({ id, device })));
    for (const [n, { device }] of users.entries()) await device.push([turn(n, `Said by ${n}.`)]);
    for (const [n, { id, device }] of users.entries()) {
      // two that are the same to HTTP
      const same = users.flatMap((other, at) => (other.id === id && at % 2 === n % 2 ? [`Said by ${at}.`] : []));
      expect((await device.pullAll()).said).toEqual(same.sort());
    }
  });
});

describe('a cloud that was stopped', () => {
  it('has all that it answered for when it is started again, and goes on with what it had begun', async () => {
    const storage = await mkdtemp(join(tmpdir(), 'memoair-edge-cloud-rows-'));
    const first = await startCloudWorkerd({ storage });
    await first.model({ held: true });
    const device = someone(first, 'kept');
    await device.push([turn(1, 'I live in Delhi.')]);
    await device.createIndex('kb', documents(3, 'Kept'));
    const held = await device.pullAll();
    const { token } = (await (await device.call('POST', '/v1/voice-sdk/token')).json()) as { token: string };
    await first.close();
    const second = await startCloudWorkerd({ storage });
    // no call: the alarm alone
    await vi.waitFor(async () => expect(await seen(second)).toEqual(texts(documents(3, 'Kept'))));
    const again = someone(second, 'kept').with({ authorization: `Bearer ${token}` });
    expect((await again.pull(held.token)).permanent.items).toEqual([]);
    expect((await again.pullAll()).facts).toEqual(['User lives in Delhi.']);
    await second.close();
    await rm(storage, { recursive: true, force: true });
  });
});

describe('devices of one user', () => {
  it('hear of each other through it, and another project’s user of the same name of none of it', async () => {
    const runtimeOf = (workspaceId: string) => {
      const broker = someone(workerd, workspaceId);
      const credentials = tokenCredentials(async () => (await (await broker.call('POST', '/v1/voice-sdk/token')).json()) as { token: string });
      return createLocalRuntime({ workspaceId, userId: 'user_1', cloud: { baseUrl: workerd.url, agentId: 'agent_1', credentials } });
    };
    const identity = { workspaceId: 'devices', userId: 'user_1' };
    const [phone, laptop, elsewhere] = await Promise.all([runtimeOf('devices'), runtimeOf('devices'), runtimeOf('other devices')]);
    await phone.startSession({ sessionId: 's1', ...identity, mode: 'default', metadata: {} });
    await phone.afterTurn({
      sessionId: 's1',
      turnId: 't1',
      userText: 'My bicycle has a turquoise basket.',
      assistantText: 'I see.',
      toolCalls: [],
      metadata: {},
    });
    await someone(workerd, 'devices').createIndex('kb', [{ id: 'hours', text: 'The bicycle shop opens at nine.' }]);
    expect((await phone.flush({ deadlineMs: 10_000 })).pending).toBe(0);
    const recall = async (runtime: typeof phone, workspaceId: string): Promise<string> => {
      await runtime.startSession({ sessionId: 's2', workspaceId, userId: 'user_1', mode: 'default', metadata: {} });
      return (await runtime.searchMemory({ sessionId: 's2', query: 'bicycle', intent: 'answer_current_user', includeSources: true, timeoutMs: 5000 }))
        .contextText;
    };
    await vi.waitFor(async () => expect(await recall(laptop, 'devices')).toMatch(/turquoise basket[\s\S]*opens at nine/));
    expect(await recall(elsewhere, 'other devices')).toBe('');
    await Promise.all([phone, laptop, elsewhere].map((runtime) => runtime.close()));
  });
});
