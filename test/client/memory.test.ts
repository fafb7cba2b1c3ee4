import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoAirVoiceMemoryError, RuntimeManagerError } from '../../src/client/errors.ts';
import { MemoAirVoiceMemory } from '../../src/client/memory.ts';
import type { MemoAirVoiceMemoryOptions } from '../../src/client/memory-options.ts';
import type { Fetch } from '../../src/client/peer.ts';
import { createLoopbackFetch } from '../../src/loopback/fetch.ts';
import { serveRuntime, type NodeServer } from '../../src/loopback/node-server.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { Disk } from './disk.ts';

const identity = { workspaceId: 'proj_1', userId: 'ada' };
const nowhere: Fetch = () => Promise.reject(new TypeError('fetch failed'));
const answering =
  (status: number, body: string): Fetch =>
  async () =>
    new Response(body, { status });

/** A memory that no other test shares a port with. */
const memoryOf = (options: Partial<MemoAirVoiceMemoryOptions> = {}): MemoAirVoiceMemory =>
  new MemoAirVoiceMemory({ projectId: 'proj_1', userId: 'ada', ports: new LoopbackPorts(), cloudBaseUrl: '', ...options });

const turn = { turnId: 't1', userText: 'I live in Delhi and my dog is called Bruno.', assistantText: 'Noted.' };

async function aCall(memory: MemoAirVoiceMemory): Promise<void> {
  const started = await memory.startSession({ metadata: { user: { id: 'ada', name: 'Ada' } } });
  expect(started['sessionId']).toBe(memory.sessionId);
  expect(memory.bootstrap).toHaveProperty('budgets');
  expect(memory.paths).toHaveProperty('sessionJsonl');
  expect(await memory.afterTurn(turn)).toMatch(/^evt_/);
  const tool = memory.searchMemoryTool({ searchMemoryTimeoutMs: 5_000 });
  expect(tool.lastTrace).toBeNull();
  expect(await tool('what is my dog called?', { intent: 'earlier_in_call' })).toContain('Bruno');
  expect(tool.lastTrace).toMatchObject({ degraded: expect.any(Boolean), totalMs: expect.any(Number) });
  expect(await memory.endSession()).toMatchObject({ status: 'ok' });
}

describe('a memory and a real runtime', () => {
  let server: NodeServer;
  beforeAll(async () => {
    server = await serveRuntime(await createLocalRuntime(identity), { port: 0, token: 'tok_1' });
  });
  afterAll(() => server.close());

  it('goes through a call in this process', async () => {
    await aCall(memoryOf({ client: createLoopbackFetch(await createLocalRuntime(identity)) }));
  });

  it('goes through a call over a socket, with a token', async () => {
    await aCall(memoryOf({ runtimeUrl: `${server.url}/`, runtimeToken: 'tok_1' }));
  });

  it('is refused without the token, in the words of the runtime', async () => {
    const refused = memoryOf({ runtimeUrl: server.url }).startSession();
    await expect(refused).rejects.toMatchObject({ name: 'MemoAirVoiceMemoryError', code: 'runtime.bad_request', statusCode: 401 });
  });

  it('starts a runtime of its own on the port of its URL, and closes it', async () => {
    const disk = new Disk();
    const ports = new LoopbackPorts();
    const memory = memoryOf({ ports, client: nowhere, startRuntime: disk.start });
    await aCall(memory);
    expect(ports.isBound(7878)).toBe(true);
    await memory.aclose();
    await memory.aclose();
    expect(ports.isBound(7878)).toBe(false);
    expect(disk.open.size).toBe(0);
  });

  it('shares the runtime that another memory of the same user started at the same moment', async () => {
    const disk = new Disk();
    const ports = new LoopbackPorts();
    const both = [1, 2].map(() => memoryOf({ ports, client: nowhere, startRuntime: disk.start }));
    await Promise.all(both.map((memory) => memory.startSession()));
    await expect.poll(() => disk.open.size).toBe(1);
    await Promise.all(both.map((memory) => memory.aclose()));
    expect(disk.open.size).toBe(0);
  });

  it('leaves no runtime behind that was still starting when it was closed', async () => {
    const disk = new Disk();
    const ports = new LoopbackPorts();
    let arrive!: () => void;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    let asked!: () => void;
    const begun = new Promise<void>((resolve) => (asked = resolve));
    const memory = memoryOf({ ports, client: nowhere, startRuntime: async (...how) => (asked(), await arrived, disk.start(...how)) });
    const starting = expect(memory.startSession()).rejects.toMatchObject({ code: 'runtime.start_failed' });
    await begun;
    await memory.aclose();
    await starting;
    arrive();
    await expect.poll(() => [disk.started, disk.open.size, ports.isBound(7878)]).toEqual([1, 0, false]);
  });

  it('starts one runtime for calls of its own that come at once', async () => {
    const disk = new Disk();
    const memory = memoryOf({ client: nowhere, startRuntime: disk.start });
    await Promise.all([memory.startSession(), memory.startSession()]);
    expect(disk.started).toBe(1);
    await memory.aclose();
  });

  it('says that a token cannot be sent, without the token, and starts nothing', async () => {
    const disk = new Disk();
    const thrown: unknown = await memoryOf({ runtimeToken: 'line\nsecret', startRuntime: disk.start })
      .startSession()
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(TypeError);
    expect(inspect(thrown)).not.toContain('secret');
    expect(disk.started).toBe(0);
  });

  it('refuses a runtime that is another user’s, each time, and says whose both are', async () => {
    const memory = memoryOf({ userId: 'bob', client: createLoopbackFetch(await createLocalRuntime(identity)) });
    for (let time = 0; time < 2; time++)
      await expect(memory.startSession()).rejects.toMatchObject({
        code: 'runtime.identity_mismatch',
        statusCode: null,
        details: {
          runtimeUrl: 'http://127.0.0.1:7878',
          runtimeWorkspaceId: 'proj_1',
          runtimeUserId: 'ada',
          sdkWorkspaceId: 'proj_1',
          sdkUserId: 'bob',
        },
      });
  });

  it('ends the session and lets go of the runtime at the end of its block', async () => {
    const disk = new Disk();
    const ends: unknown[] = [];
    const ports = new LoopbackPorts();
    {
      await using memory = memoryOf({ ports, client: nowhere, startRuntime: disk.start });
      await memory.startSession();
      const answer = ports.at(7878)!;
      ports.bind(7979, answer);
      const [runtime] = disk.open;
      const respond = runtime!.respond.bind(runtime);
      Object.assign(runtime!, { respond: (...call: Parameters<typeof respond>) => (ends.push([call[0].path, call[0].body]), respond(...call)) });
    }
    expect(ends).toEqual([['/v1/runtime/session/end', expect.stringContaining('context_manager_exit')]]);
    expect(disk.open.size).toBe(0);
  });

  it('asks for org alone, keeps no turn and gives no hint in org-only mode', async () => {
    const runtime = await createLocalRuntime({ workspaceId: 'proj_1', userId: '__org__' });
    await runtime.createIndex({ name: 'desk', documents: [{ id: 'returns', text: 'Returns are taken within 30 days with a receipt.' }] });
    const memory = new MemoAirVoiceMemory({ projectId: 'proj_1', orgOnly: true, ports: new LoopbackPorts(), client: createLoopbackFetch(runtime) });
    expect(memory.userId).toBe('__org__');
    await memory.startSession();
    expect(await memory.afterTurn(turn)).toBeNull();
    expect(await memory.hint('when can I')).toBe(false);
    expect(await memory.searchMemoryTool({ searchMemoryTimeoutMs: 5_000 })('how long for returns?')).toContain('30 days');
  });

  it('takes a hint, and never fails over one', async () => {
    const memory = memoryOf({ client: createLoopbackFetch(await createLocalRuntime(identity)) });
    await memory.startSession();
    expect(typeof (await memory.hint('where do I'))).toBe('boolean');
    expect(await memoryOf({ client: nowhere }).hint('where do I')).toBe(false);
  });
});

describe('a memory without a runtime', () => {
  it('says what to do when there is none to start', async () => {
    const memory = memoryOf({ client: nowhere });
    await expect(memory.startSession()).rejects.toMatchObject({ code: 'runtime.not_found', details: { hint: expect.stringContaining('startRuntime') } });
  });

  it('has its manager start one, and passes on why that has none', async () => {
    let runtime: Fetch = nowhere;
    const ensureRunning = vi.fn(async () => {
      runtime = createLoopbackFetch(await createLocalRuntime(identity));
    });
    await aCall(memoryOf({ client: (input, init) => runtime(input, init), runtimeManager: { ensureRunning } }));
    expect(ensureRunning).toHaveBeenCalledOnce();
    const without = memoryOf({
      client: nowhere,
      runtimeManager: { ensureRunning: () => Promise.reject(new RuntimeManagerError('no binary for this machine')) },
    });
    await expect(without.startSession()).rejects.toMatchObject({ code: 'runtime.not_found', message: 'no binary for this machine' });
  });

  it('says that one could not be started, or not in time', async () => {
    const failing = memoryOf({ client: nowhere, startRuntime: () => Promise.reject(new Error('disk full')) });
    await expect(failing.startSession()).rejects.toMatchObject({ code: 'runtime.start_failed', cause: { message: 'disk full' } });
    const hanging = memoryOf({ client: nowhere, startRuntime: () => new Promise(() => undefined) });
    await expect(hanging.startSession({ timeoutS: 0.05 })).rejects.toMatchObject({ code: 'runtime.start_failed', details: { timeoutS: 0.05 } });
  });

  it('does not start one when it is told not to', async () => {
    const disk = new Disk();
    await expect(memoryOf({ client: nowhere, startRuntime: disk.start, autoStartRuntime: false }).startSession()).rejects.toMatchObject({
      code: 'runtime.not_found',
    });
    expect(disk.started).toBe(0);
  });
});

describe('a memory whose runtime misbehaves', () => {
  it('gives up a search when its time is over', async () => {
    const memory = memoryOf({ client: () => new Promise(() => undefined) });
    await expect(memory.searchMemory('x', { timeoutMs: 20 })).rejects.toMatchObject({ code: 'runtime.timeout', statusCode: null, details: { timeoutMs: 20 } });
    await expect(memory.searchMemoryTool({ searchMemoryTimeoutMs: 20 })('x')).rejects.toBeInstanceOf(MemoAirVoiceMemoryError);
  });

  it('rejects with the caller’s reason when the caller gives up', async () => {
    const abort = new AbortController();
    const search = memoryOf({ client: () => new Promise(() => undefined) }).searchMemory('x', { signal: abort.signal });
    abort.abort(new Error('hung up'));
    await expect(search).rejects.toThrow('hung up');
  });

  it.each([
    [500, '{"error":{"code":"runtime.internal","message":"m","details":{}}}'],
    [503, 'gateway'],
    [200, 'no json'],
  ])('swallows a turn that is answered %i, and says so without the text', async (status, body) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await memoryOf({ client: answering(status, body) }).afterTurn(turn)).toBeNull();
    expect(warn).toHaveBeenCalledOnce();
    expect(String(warn.mock.calls[0])).not.toContain('Bruno');
    warn.mockRestore();
  });

  it('swallows a turn that could not be sent, or not in time', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await memoryOf({ client: nowhere }).afterTurn(turn)).toBeNull();
    expect(await memoryOf({ client: () => new Promise(() => undefined) }).afterTurn({ ...turn, timeoutS: 0.02 })).toBeNull();
    warn.mockRestore();
  });

  it('raises what the runtime refuses, with code, status and details', async () => {
    const body = '{"error":{"code":"runtime.session_not_found","message":"No such session.","details":{"sessionId":"s"}}}';
    const refused = memoryOf({ client: answering(404, body) }).afterTurn(turn);
    await expect(refused).rejects.toMatchObject({
      code: 'runtime.session_not_found',
      message: 'No such session.',
      statusCode: 404,
      details: { sessionId: 's' },
    });
    await refused.catch((thrown: unknown) => expect(String(thrown)).toBe('[runtime.session_not_found] No such session.'));
  });

  it('quotes nothing of an answer that is no envelope', async () => {
    const refused = memoryOf({ client: answering(418, '<html>I live in Delhi</html>') }).endSession();
    await expect(refused).rejects.toMatchObject({ code: 'runtime.internal', statusCode: 418, message: expect.not.stringContaining('Delhi') });
  });

  it('asks no more of health than that it answers: a foreign runtime may say nothing of whose it is', async () => {
    const paths: string[] = [];
    const foreign: Fetch = async (input) => {
      const { pathname } = new URL(input as string);
      paths.push(pathname);
      return new Response(pathname.endsWith('health') ? 'alive' : '{"sessionId":"s"}');
    };
    await memoryOf({ client: foreign, sessionId: 's' }).startSession();
    expect(paths).toEqual(['/v1/runtime/health', '/v1/runtime/session/start']);
  });
});

describe('the options of a memory', () => {
  it.each([{ projectId: '' }, { userId: '' }, { projectId: undefined }])('refuse %o', (options) => {
    expect(() => memoryOf(options as Partial<MemoAirVoiceMemoryOptions>)).toThrow(TypeError);
  });

  it('warn once of those that have no effect', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    memoryOf({ runtimeVersion: '0.3.2', runtimeRepo: 'a/b', runtimeCacheDir: '/tmp' });
    expect(warn).toHaveBeenCalledOnce();
    expect(String(warn.mock.calls[0])).toContain('runtimeVersion, runtimeRepo, runtimeCacheDir');
    warn.mockRestore();
  });

  it('make one session of one object', () => {
    const memory = memoryOf();
    expect(memory.sessionId).toMatch(/^[0-9a-f-]{36}$/);
    expect(memoryOf().sessionId).not.toBe(memory.sessionId);
    expect(memoryOf({ sessionId: 'mine' }).sessionId).toBe('mine');
  });
});

describe('the tool', () => {
  it('has a schema that a caller may change', () => {
    const tool = memoryOf().searchMemoryTool();
    expect(tool.name).toBe('search_memory');
    const schema = tool.schema();
    expect(schema.function.parameters).toMatchObject({ required: ['query'], properties: { intent: { default: 'answer_current_user' } } });
    schema.function.parameters.required.push('changed');
    schema.function.parameters.properties.intent.enum.pop();
    expect(tool.schema().function.parameters.required).toEqual(['query']);
    expect(tool.schema().function.parameters.properties.intent.enum).toEqual(['answer_current_user', 'earlier_in_call', 'fallback']);
    expect(memoryOf().toOpenaiFunction()).toEqual(tool.schema());
  });

  it('says what to install when LiveKit is not there', async () => {
    await expect(memoryOf().toLivekitTool()).rejects.toThrow('npm install @livekit/agents');
  });
});
