import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { MemoAirVoiceAgent } from '../../src/client/agent.ts';
import { MemoAirVoiceClient } from '../../src/client/client.ts';
import type { MemoAirVoiceClientOptions } from '../../src/client/client-options.ts';
import { loopbackFetch } from '../../src/loopback/fetch.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { serveRuntime } from '../../src/loopback/node-server.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { Disk } from './disk.ts';

const clientOf = (disk: Disk, options: Partial<MemoAirVoiceClientOptions> = {}): MemoAirVoiceClient =>
  new MemoAirVoiceClient({ projectId: 'proj_1', agentId: 'agent_1', cloudBaseUrl: '', ports: new LoopbackPorts(), startRuntime: disk.start, ...options });

const ada = { id: 'ada', name: 'Ada', metadata: { plan: 'premium' } };
const patient = { timeoutMs: 5_000 };

describe('a client of many users', () => {
  it('remembers for each what each said, though more come than it may keep', async () => {
    const disk = new Disk();
    const client = clientOf(disk, { maxConcurrentUsers: 3 });
    const pets = new Map([
      ['u1', 'Bruno'],
      ['u2', 'Minka'],
      ['u3', 'Rex'],
      ['u4', 'Lola'],
      ['u5', 'Figaro'],
    ]);
    for (const [id, pet] of pets) {
      expect(await client.saveResponse({ user: { id }, userText: `My pet is called ${pet}.`, assistantText: 'A fine name.' })).toMatch(/^evt_/);
      expect(disk.open.size).toBeLessThanOrEqual(3);
    }
    for (const [id, pet] of pets) {
      const { contextText, trace } = await client.searchMemory('what is my pet called?', { user: { id }, ...patient });
      expect(contextText).toContain(pet);
      for (const other of pets.values()) if (other !== pet) expect(contextText).not.toContain(other);
      expect(trace.totalMs).toEqual(expect.any(Number));
    }
    await Promise.all([client.aclose(), client.aclose()]);
    expect(disk.open.size).toBe(0);
    await expect(client.searchMemory('x', { user: ada })).rejects.toMatchObject({ code: 'pool.closed' });
  });

  it('opens one session for calls that come at once, with the user in its metadata', async () => {
    const starts: unknown[] = [];
    const disk = new Disk();
    const client = clientOf(disk, {
      startRuntime: async (identity, context) => {
        const runtime = await disk.start(identity, context);
        const respond = runtime.respond.bind(runtime);
        return Object.assign(runtime, {
          respond: (...call: Parameters<typeof respond>) => {
            if (call[0].path === '/v1/runtime/session/start') starts.push(JSON.parse(String(call[0].body)));
            return respond(...call);
          },
        });
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => client.searchMemory('x', { user: ada, ...patient })));
    expect(starts).toMatchObject([{ workspaceId: 'proj_1', userId: 'ada', metadata: { user: ada } }]);
    await client.aclose();
  });

  it('ends the session of a runtime before it closes, and says why', async () => {
    const reasons: unknown[] = [];
    const disk = new Disk();
    const client = clientOf(disk, {
      maxConcurrentUsers: 1,
      startRuntime: async (identity, context) => {
        const runtime = await disk.start(identity, context);
        const respond = runtime.respond.bind(runtime);
        return Object.assign(runtime, {
          respond: (...call: Parameters<typeof respond>) => {
            if (call[0].path === '/v1/runtime/session/end') reasons.push([identity.userId, JSON.parse(String(call[0].body)).reason]);
            return respond(...call);
          },
        });
      },
    });
    await client.searchMemory('x', { userId: 'ada', ...patient });
    await client.searchMemory('x', { userId: 'bob', ...patient });
    await client.aclose();
    expect(reasons).toEqual([
      ['ada', 'evicted_by_pool'],
      ['bob', 'client_aclose'],
    ]);
  });

  it('opens the session again when the runtime no longer knows it', async () => {
    const ports = new LoopbackPorts();
    const client = clientOf(new Disk(), { ports });
    const session = await client.session({ user: ada });
    await session.saveResponse({ userText: 'My dog is called Bruno.', assistantText: 'Noted.' });
    const { sessionId } = await session.open();
    const body = JSON.stringify({ sessionId, reason: 'completed' });
    await loopbackFetch(ports)('http://127.0.0.1:7878/v1/runtime/session/end', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await session.searchMemory('what is my dog called?', patient)).contextText).toContain('Bruno');
    await client.aclose();
  });

  it('says that all are in use, and goes on once one is not', async () => {
    const client = clientOf(new Disk(), { maxConcurrentUsers: 1 });
    const session = await client.session({ user: ada });
    await session.open();
    await expect(client.searchMemory('x', { userId: 'bob' })).rejects.toMatchObject({ code: 'pool.exhausted', details: { capacity: 1 } });
    await session.close();
    await session.close();
    await expect(session.searchMemory('x')).rejects.toThrow(TypeError);
    expect((await client.searchMemory('x', { userId: 'bob', ...patient })).contextText).toBe('');
    await client.aclose();
  });

  it('answers false to a hint when all are in use, since nobody waits for hints', async () => {
    const client = clientOf(new Disk(), { maxConcurrentUsers: 1 });
    const held = await client.session({ user: ada });
    await held.open();
    const bob = await client.session({ userId: 'bob' });
    expect([await bob.hint('what'), await client.local.hint('what', { userId: 'bob' })]).toEqual([false, false]);
    await expect(client.local.hint('what')).rejects.toBeInstanceOf(TypeError);
    await client.aclose();
    expect(await held.hint('what')).toBe(false);
  });

  it('is closed for a session that is still held too, which asks nobody else at that address', async () => {
    const asked: unknown[] = [];
    const client = clientOf(new Disk(), { fetch: async (input) => (asked.push(input), new Response('{}')) });
    const session = await client.session({ user: ada });
    await session.open();
    await client.aclose();
    await expect(session.saveResponse({ userText: 'x', assistantText: 'y' })).rejects.toMatchObject({ code: 'pool.closed' });
    await expect(session.searchMemory('x')).rejects.toMatchObject({ code: 'pool.closed' });
    expect(asked).toEqual([]);
  });

  it('answers frozen results that one reader cannot spoil for another', async () => {
    const client = clientOf(new Disk());
    await client.saveResponse({ user: ada, userText: 'My dog is called Bruno.', assistantText: 'Noted.' });
    const result = await client.searchMemory('what is my dog called?', { user: ada, ...patient });
    expect(Object.isFrozen(result) && Object.isFrozen(result.permanent) && Object.isFrozen(result.trace) && Object.isFrozen(result.working[0])).toBe(true);
    expect(await client.session({ user: ada }).then((session) => session.open())).toMatchObject({ scopesLoaded: ['profile', 'permanent', 'org'] });
    await client.aclose();
  });

  it('gives an empty, degraded result for a runtime that is late or failing, and rejects what it refuses', async () => {
    const slow = new Disk();
    let status = 0;
    const client = clientOf(slow, {
      startRuntime: async (identity, context) => {
        const runtime = await slow.start(identity, context);
        const respond = runtime.respond.bind(runtime);
        return Object.assign(runtime, {
          respond: (...[call, options]: Parameters<typeof respond>) =>
            !call.path.endsWith('search_memory')
              ? respond(call, options)
              : status === 0
                ? new Promise(() => undefined)
                : Promise.resolve({ status, headers: {}, body: '{}' }),
        });
      },
    });
    const late = await client.searchMemory('x', { user: ada, timeoutMs: 30 });
    expect(late).toMatchObject({ contextText: '', trace: { degraded: true, lanes: { profile: { reason: 'runtime.timeout' } } } });
    status = 503;
    expect((await client.searchMemory('x', { user: ada })).trace.degraded).toBe(true);
    status = 400;
    await expect(client.searchMemory('x', { user: ada })).rejects.toMatchObject({ statusCode: 400 });
    await client.aclose();
  });

  it('builds and lists indexes on a runtime of its own where there is no cloud', async () => {
    const client = clientOf(new Disk());
    const built = await client.createIndex('desk', [{ id: 'returns', text: 'Returns are taken within 30 days with a receipt.' }], {
      metadata: { source: 'manual' },
    });
    expect(built).toEqual({ indexName: 'desk', chunkCount: 1, version: 1 });
    expect(await client.listIndexes()).toMatchObject([{ name: 'desk', chunkCount: 1 }]);
    const { org, contextText } = await client.searchMemory('how long for returns?', { user: ada, lanes: ['org'], topK: { org: 1 }, ...patient });
    expect(org).toMatchObject([{ docId: 'returns' }]);
    expect(contextText).toContain('30 days');
    const many = Array.from({ length: 101 }, (_, i) => ({ id: `d${i}`, text: 'x' }));
    await expect(client.createIndex('desk', many)).rejects.toMatchObject({ code: 'batch_too_large', statusCode: 413 });
    await client.aclose();
  });

  it('talks to the one runtime that it is pointed at, over a socket', async () => {
    const server = await serveRuntime(await createLocalRuntime({ workspaceId: 'proj_1', userId: 'ada' }), { port: 0, token: 'tok_1' });
    const disk = new Disk();
    const client = clientOf(disk, { runtimeUrl: server.url, runtimeToken: 'tok_1' });
    await client.saveResponse({ user: ada, userText: 'My dog is called Bruno.', assistantText: 'Noted.' });
    expect((await client.searchMemory('what is my dog called?', { user: ada, ...patient })).contextText).toContain('Bruno');
    await expect(client.searchMemory('x', { userId: 'bob' })).rejects.toMatchObject({ code: 'runtime.identity_mismatch' });
    expect(disk.started).toBe(0);
    await client.aclose();
    await server.close();
  });

  it('serves org alone without naming a user', async () => {
    const client = clientOf(new Disk(), { orgOnly: true });
    await client.createIndex('desk', [{ id: 'standup', text: 'Standup is at 10:30 IST.' }]);
    expect((await client.searchMemory('when is standup?', patient)).contextText).toContain('10:30');
    expect(await client.saveResponse({ userText: 'x', assistantText: 'y' })).toBeNull();
    await client.aclose();
  });
});

describe('the user of a call', () => {
  const client = clientOf(new Disk());
  it.each([
    [{}, 'user is required'],
    [{ user: { id: ' ' } }, 'user.id is required'],
    [{ user: {} }, 'user.id is required'],
    [{ user: { id: 'a' }, userId: 'b' }, 'userId'],
    [{ user: { id: 'a', metadata: [] } }, 'user.metadata'],
    [{ user: 'a' }, 'object'],
  ])('is refused as %o', async (who, message) => {
    await expect(client.session(who as Parameters<typeof client.session>[0])).rejects.toThrow(message);
    await expect(client.session(who as Parameters<typeof client.session>[0])).rejects.toBeInstanceOf(TypeError);
  });
});

describe('a client and a cloud', () => {
  const cloud = async (answer: {
    status: number;
    body: string;
  }): Promise<{ url: string; asked: { headers: IncomingHttpHeaders; url: string; body: string }[]; close: () => void }> => {
    const asked: { headers: IncomingHttpHeaders; url: string; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        asked.push({ headers: request.headers, url: request.url!, body });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close: () => server.close() };
  };

  it('sends who it is with each call, and a user only where it was made for one', async () => {
    const { url, asked, close } = await cloud({ status: 200, body: '{"indexName":"desk","chunkCount":2,"version":7}' });
    const client = clientOf(new Disk(), { cloudBaseUrl: `${url}/`, apiKey: 'memoair_pk_1' });
    expect(await client.createIndex('desk', [{ id: 'a', text: 'b' }])).toEqual({ indexName: 'desk', chunkCount: 2, version: 7 });
    expect(asked[0]).toMatchObject({
      url: '/v1/voice-sdk/index/create',
      headers: { authorization: 'Bearer memoair_pk_1', 'x-project-id': 'proj_1', 'x-agent-id': 'agent_1' },
    });
    expect(asked[0]!.headers).not.toHaveProperty('x-user-id');
    expect(JSON.parse(asked[0]!.body)).toEqual({ name: 'desk', documents: [{ id: 'a', text: 'b' }] });
    const agent = new MemoAirVoiceAgent({ apiKey: 'k', projectId: 'proj_1', agentId: 'agent_1', userId: 'ada', baseUrl: url });
    expect(await agent.client().listIndexes()).toEqual([]);
    expect(asked[1]!.headers).toMatchObject({ 'x-user-id': 'ada' });
    close();
  });

  it('asks for a token before each call when it is given a way to', async () => {
    const { url, asked, close } = await cloud({ status: 200, body: '{"indexes":[{"name":"desk"}]}' });
    let n = 0;
    const client = clientOf(new Disk(), { cloudBaseUrl: url, getToken: () => `token-${++n}` });
    expect(await client.listIndexes()).toEqual([{ name: 'desk' }]);
    await client.listIndexes();
    expect(asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    close();
  });

  it.each([
    [
      413,
      '{"error":"batch_too_large","message":"Too many."}',
      { code: 'batch_too_large', message: 'Too many.', statusCode: 413, details: { error: 'batch_too_large' } },
    ],
    [413, '<html>', { code: 'batch_too_large', statusCode: 413 }],
    [
      401,
      '{"error":{"code":"auth.invalid","message":"Bad key.","details":{"a":1}}}',
      { code: 'auth.invalid', message: 'Bad key.', statusCode: 401, details: { a: 1 } },
    ],
  ])('reads the error of a %i with %s', async (status, body, expected) => {
    const { url, close } = await cloud({ status, body });
    await expect(clientOf(new Disk(), { cloudBaseUrl: url, apiKey: 'k' }).createIndex('desk', [])).rejects.toMatchObject(expected);
    close();
  });
});

describe('an error of the client', () => {
  it('quotes no body of another make, which may hold what was said', async () => {
    const fetch = async (): Promise<Response> => new Response('{"detail":[{"input":"my secret"}]}', { status: 422 });
    const thrown: unknown = await clientOf(new Disk(), { cloudBaseUrl: 'https://c.example', apiKey: 'k', fetch })
      .listIndexes()
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'runtime.internal', statusCode: 422 });
    expect(inspect(thrown)).not.toContain('secret');
  });

  it('holds no key that a header cannot', async () => {
    const client = clientOf(new Disk(), { cloudBaseUrl: 'https://c.example', apiKey: 'line\nsecret' });
    const thrown: unknown = await client.listIndexes().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(TypeError);
    expect(inspect(thrown)).not.toContain('secret');
  });
});

describe('what an app may do with a client', () => {
  it.each([{ apiKey: '' }, { projectId: '' }, { agentId: '' }])('is not to make it with %o', (wrong) => {
    expect(() => new MemoAirVoiceClient({ apiKey: 'k', projectId: 'p', agentId: 'a', ...wrong })).toThrow(TypeError);
  });

  it('warns of a user for all calls, but not when an agent makes it', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const client = new MemoAirVoiceClient({ apiKey: 'k', projectId: 'p', agentId: 'a', userId: 'ada' });
    expect(client.userId).toBe('ada');
    expect(warn).toHaveBeenCalledOnce();
    new MemoAirVoiceAgent({ apiKey: 'k', projectId: 'p', agentId: 'a', userId: 'ada' }).client();
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it('warns of a key that a page shows to whoever opens it', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    vi.stubGlobal('document', {});
    vi.stubGlobal('window', {});
    void new MemoAirVoiceClient({ apiKey: 'k', projectId: 'p', agentId: 'a' });
    expect(String(warn.mock.calls)).toContain('getToken');
    void new MemoAirVoiceClient({ getToken: () => 't', projectId: 'p', agentId: 'a' });
    expect(warn).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
    warn.mockRestore();
  });
});

describe('an agent from the environment', () => {
  const full = { MEMOAIR_API_KEY: ' k ', MEMOAIR_PROJECT_ID: 'p', MEMOAIR_AGENT_ID: 'a' };
  it('is what the variables say', () => {
    const agent = MemoAirVoiceAgent.fromEnv(full);
    expect(agent).toMatchObject({ apiKey: 'k', userId: null, baseUrl: 'https://backend.memoair.space', orgOnly: false });
    expect(agent.headers()).toEqual({ Authorization: 'Bearer k', 'X-Project-Id': 'p', 'X-Agent-Id': 'a' });
    const org = MemoAirVoiceAgent.fromEnv({ ...full, MEMOAIR_ORG_ONLY: 'Yes', MEMOAIR_BASE_URL: 'https://c.example/' });
    expect(org).toMatchObject({ orgOnly: true, userId: '__org__', baseUrl: 'https://c.example' });
    expect(() => agent.client()).toThrow(TypeError);
  });

  it('names every variable that is missing', () => {
    expect(() => MemoAirVoiceAgent.fromEnv({ MEMOAIR_PROJECT_ID: ' ', MEMOAIR_API_KEY: 'k' })).toThrow('MEMOAIR_PROJECT_ID, MEMOAIR_AGENT_ID');
  });
});
