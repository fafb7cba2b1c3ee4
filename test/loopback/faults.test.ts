import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { StatsResponse } from '../../src/contract/local.ts';
import type { SearchResponse, SessionStartResponse } from '../../src/contract/types.ts';
import { createLoopbackFetch } from '../../src/loopback/fetch.ts';
import { createLocalRuntime, type LocalRuntimeOptions } from '../../src/runtime/local.ts';
import type { Lanes } from '../../worker/lanes/lane.ts';
import { keyCredentials } from '../../worker/sync/credentials.ts';

const identity = { workspaceId: 'ws_1', userId: 'user_1' };

async function subject(options: Partial<LocalRuntimeOptions> = {}) {
  const fetch = createLoopbackFetch(await createLocalRuntime({ ...identity, ...options }));
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what the caller expects
  const post = async <T>(path: string, body: object): Promise<{ status: number; json: T; ms: number }> => {
    const start = performance.now();
    const response = await fetch(`http://127.0.0.1:7878${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as T, ms: performance.now() - start };
  };
  const started = await post<SessionStartResponse>('/v1/runtime/session/start', { sessionId: 's', ...identity });
  const say = (turnId: string, userText: string) =>
    post<{ localEventId: string }>('/v1/runtime/turn/after', { sessionId: 's', turnId, userText, assistantText: 'Noted.' });
  const search = (query: string, extra: object = {}) => post<SearchResponse>('/v1/runtime/search_memory', { sessionId: 's', query, ...extra });
  const stats = async () => (await (await fetch('http://127.0.0.1:7878/v1/local/stats')).json()) as StatsResponse;
  return { started, say, search, stats };
}

const broken =
  (lane: keyof Lanes, search: () => Promise<never>) =>
  (lanes: Lanes): Lanes => ({ ...lanes, [lane]: { search } });

describe.each(['profile', 'working', 'permanent', 'org'] as const)('a fault in the %s lane', (lane) => {
  const others = (['working', 'permanent'] as const).filter((other) => other !== lane);

  it('that hangs costs its lines alone: an answer inside the deadline, the lane late', async () => {
    const { say, search } = await subject({ wrapLanes: broken(lane, () => new Promise(() => undefined)) });
    await say('t1', 'The lighthouse is green.');
    const { status, json } = await search('lighthouse');
    expect(status).toBe(200);
    expect(json.trace).toMatchObject({ degraded: true, lanes: { [lane]: { status: 'late' } } });
    // the engine has 200 of the caller's 250 ms; the slack is for a busy machine
    expect(json.trace.totalMs).toBeLessThan(1000);
    for (const other of others) expect(json.trace.lanes[other].status).toBe('ok');
    expect(json.contextText).toContain('The lighthouse is green.');
  });

  it('that throws costs its lines alone: the lane failed, what it threw stays inside', async () => {
    const { say, search } = await subject({ wrapLanes: broken(lane, () => Promise.reject(new TypeError('The lighthouse is green, a secret'))) });
    await say('t1', 'The lighthouse is green.');
    const { status, json } = await search('lighthouse');
    expect(status).toBe(200);
    expect(json.trace).toMatchObject({ degraded: true, lanes: { [lane]: { status: 'failed', reason: 'TypeError' } } });
    expect(JSON.stringify(json.trace)).not.toContain('secret');
    expect(json.contextText).toContain('The lighthouse is green.');
  });
});

describe('a fault of the model', () => {
  it('that cannot be loaded leaves recall by words, degraded, the reason in the trace and in stats', async () => {
    const failing = {
      ready: () => Promise.reject(new Error('no weights')),
      state: async () => ({ state: 'failed' as const, progress: 0, info: null, reason: 'no weights' }),
      embed: () => Promise.reject(new Error('no weights')),
      close: async () => undefined,
    };
    const { say, search, stats } = await subject({ embedder: failing });
    await say('t1', 'The lighthouse is green.');
    const { json } = await search('lighthouse colour');
    expect(json.contextText).toContain('The lighthouse is green.');
    expect(json.trace).toMatchObject({ degraded: true, lanes: { permanent: { status: 'ok', reason: 'by words alone: the model failed' } } });
    expect((await stats()).model).toMatchObject({ state: 'failed', reason: 'no weights' });
  });

  it('that never answers leaves recall by words inside the deadline', async () => {
    const info = { name: 'stuck', dimension: 16, stamp: 'stuck:16', backend: 'none' };
    const stuck = {
      ready: async () => info,
      state: async () => ({ state: 'ready' as const, progress: 1, info, reason: null }),
      embed: () => new Promise<never>(() => undefined),
      close: async () => undefined,
    };
    const { say, search } = await subject({ embedder: stuck });
    await say('t1', 'The lighthouse is green.');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const { json } = await search('lighthouse colour', { timeoutMs: 200 });
    expect(json.contextText).toContain('The lighthouse is green.');
    expect(json.trace).toMatchObject({ degraded: true, lanes: { permanent: { reason: 'by words alone: the model was late' } } });
    expect(json.trace.totalMs).toBeLessThan(1000);
  });
});

describe('a fault of the cloud', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.closeAllConnections()));
  const cloud = (answer: RequestListener): Promise<string> =>
    new Promise((resolve) => {
      const server = createServer(answer).listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
      servers.push(server);
    });

  it.each([
    ['answers 500 with HTML', () => cloud((_request, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>oops</h1>'))],
    ['answers 401', () => cloud((_request, response) => response.writeHead(401).end())],
    ['hangs', () => cloud(() => undefined)],
    ['is not there', async () => 'http://127.0.0.1:1'],
  ])('that %s: session/start is 200 with local data, null versions and the reason in stats', async (_what, open) => {
    const { started, say, search, stats } = await subject({ cloud: { baseUrl: await open(), agentId: null, credentials: keyCredentials('key') } });
    expect(started).toMatchObject({
      status: 200,
      json: { bootstrap: { profileVersion: null, permanentManifestVersion: null, orgManifestVersion: null, syncToken: null } },
    });
    await say('t1', 'The lighthouse is green.');
    expect((await search('lighthouse')).json.contextText).toContain('green');
    expect((await stats()).sync).toMatchObject({ cloud: 'configured', reason: expect.any(String) });
  });
});

describe('a clock that is set back an hour', () => {
  it('gives no negative times and keeps the order of turns', async () => {
    let now = Date.parse('2026-05-10T12:00:00Z');
    const { say, search } = await subject({ clock: { now: () => now, elapsed: () => performance.now() } });
    await say('t1', 'First the lighthouse was green.');
    now -= 3_600_000;
    await say('t2', 'Then the lighthouse was red.');
    const { status, json } = await search('lighthouse', { timeoutMs: 5000 });
    expect(status).toBe(200);
    for (const ms of Object.values(json.trace).filter((value) => typeof value === 'number')) expect(ms).toBeGreaterThanOrEqual(0);
    expect(json.working.map(({ turnId }) => turnId)).toEqual(expect.arrayContaining(['t1', 't2']));
  });
});

describe('100 searches at once', () => {
  it('all have an answer', async () => {
    const { say, search } = await subject();
    await say('t1', 'The lighthouse is green.');
    const answers = await Promise.all(Array.from({ length: 100 }, () => search('lighthouse')));
    expect(answers.every(({ status, json }) => status === 200 && (json.trace.degraded || json.contextText.includes('green')))).toBe(true);
  });
});
