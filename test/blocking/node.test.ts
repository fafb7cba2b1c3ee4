import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Blocking from '../../src/client/blocking/node.ts';
import { createBlockingClient as clientWithoutBuild } from '../../src/client/blocking/node.ts';
import { pagePorts } from '../../src/loopback/ports.ts';
import type { Addresses } from './server.ts';

const ROOT = new URL('../../', import.meta.url);

let folder: string;
let server: ChildProcess;
let at: Addresses;
let blocking: typeof Blocking;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memoair-blocking-'));
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'test/blocking/vite.config.ts', '--outDir', folder], {
    cwd: ROOT,
    env,
  });
  server = spawn(process.execPath, [join(folder, 'server.js')], { stdio: ['ignore', 'pipe', 'inherit'] });
  at = await new Promise<Addresses>((resolve) => {
    server.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Addresses));
  });
  blocking = (await import(/* @vite-ignore */ pathToFileURL(join(folder, 'blocking.js')).href)) as typeof Blocking;
}, 120_000);
afterAll(async () => {
  server?.kill();
  await rm(folder, { recursive: true, force: true });
});

const memories: Blocking.MemoAirVoiceMemorySync[] = [];
function memory(options: Partial<Blocking.MemoAirVoiceMemorySyncOptions> = {}): Blocking.MemoAirVoiceMemorySync {
  const made = new blocking.MemoAirVoiceMemorySync({ projectId: 'w', userId: 'u', runtimeUrl: at.runtime, autoStartRuntime: false, ...options });
  memories.push(made);
  return made;
}
afterEach(() => {
  for (const made of memories.splice(0)) made.close();
});

const caught = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (thrown) {
    return thrown;
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

describe('MemoAirVoiceMemorySync in Node', () => {
  it('has every method of the asynchronous class, and each returns its answer', () => {
    const sync = memory();
    expect(sync.startSession()['sessionId']).toBe(sync.sessionId);
    expect(sync.bootstrap).toHaveProperty('budgets');
    expect(sync.paths).toHaveProperty('sessionJsonl');
    const turn = { turnId: 't1', userText: 'I live in Lisbon', assistantText: 'Noted.', timeoutS: 20 };
    const id = sync.afterTurn(turn);
    expect(id).toMatch(/^evt_/);
    expect(sync.afterTurn(turn)).toBe(id);
    expect(sync.hint('where do I')).toBeTypeOf('boolean');
    expect(sync.searchMemory('where do I live', { timeoutMs: 20_000 })['contextText']).toContain('Lisbon');
    const tool = sync.searchMemoryTool({ searchMemoryTimeoutMs: 20_000 });
    expect(tool.lastTrace).toBeNull();
    expect(tool('where do I live', { intent: 'fallback' })).toContain('Lisbon');
    expect(tool.lastTrace?.totalMs).toBeTypeOf('number');
    expect([tool.name, tool.schema()]).toEqual(['search_memory', sync.toOpenaiFunction()]);
    expect(sync.endSession()).toMatchObject({ status: 'ok' });
  });

  it('blocks: nothing else of its thread runs before the answer is there', async () => {
    const sync = memory();
    let ran = false;
    const timer = new Promise<void>((resolve) => {
      setTimeout(() => {
        ran = true;
        resolve();
      }, 0);
    });
    void Promise.resolve().then(() => (ran = true));
    const begun = performance.now();
    sync.startSession();
    while (performance.now() - begun < 20) sync.searchMemory('anything', { timeoutMs: 20_000 });
    expect(ran).toBe(false);
    await timer;
  });

  it('hands its tool to Pipecat and LiveKit', async () => {
    const sync = memory();
    sync.startSession();
    sync.afterTurn({ turnId: 't2', userText: 'I live in Lisbon', assistantText: 'Noted.', timeoutS: 20 });
    sync.searchMemoryTool({ searchMemoryTimeoutMs: 20_000 });
    const { handler, name } = sync.toPipecatTool();
    expect(name).toBe('search_memory');
    expect((await handler({ functionName: name, arguments: { query: 'where do I live' } })).contextText).toContain('Lisbon');
    const made = sync.toLivekitTool({ llm: { tool: (options) => options } }) as { execute: (args: object, context: object) => Promise<string> };
    expect(await made.execute({ query: 'where do I live' }, {})).toContain('Lisbon');
  });

  it('reads an answer that is larger than the shared memory, whole', () => {
    const found = memory({ runtimeUrl: at.large }).searchMemory('anything', { timeoutMs: 10_000 });
    expect(found['contextText']).toBe('é'.repeat(1_500_000));
  });

  it('ends its session and its thread with its block', () => {
    const sessionId = 'disposed';
    {
      using sync = new blocking.MemoAirVoiceMemorySync({ projectId: 'w', userId: 'u', runtimeUrl: at.runtime, sessionId });
      sync.startSession();
    }
    const later = memory({ sessionId });
    expect(caught(() => later.searchMemory('anything', { timeoutMs: 20_000 }))).toMatchObject({ code: 'runtime.session_not_found' });
  });

  it('shares a client with others, which outlives each of them', () => {
    using client = blocking.createBlockingClient();
    const first = memory({ client });
    first.startSession();
    first.close();
    expect(memory({ client }).startSession()).toHaveProperty('bootstrap');
  });
});

describe('what a blocking memory throws', () => {
  it('is what the runtime says: code, status and details', () => {
    expect(caught(() => memory().searchMemory('anything', { timeoutMs: 20_000 }))).toMatchObject({
      name: 'MemoAirVoiceMemoryError',
      code: 'runtime.session_not_found',
      statusCode: 404,
    });
    expect(caught(() => memory({ userId: 'someone-else' }).startSession())).toMatchObject({
      code: 'runtime.identity_mismatch',
      details: { runtimeUserId: 'u', sdkUserId: 'someone-else' },
    });
    expect(caught(() => memory({ runtimeUrl: at.guarded }).startSession())).toMatchObject({ statusCode: 401 });
    expect(memory({ runtimeUrl: at.guarded, runtimeToken: 'secret' }).startSession()).toHaveProperty('bootstrap');
  });

  it('is a timeout when no answer comes, and the next call is none the worse', () => {
    using client = blocking.createBlockingClient();
    const silent = memory({ client, runtimeUrl: at.silent });
    expect(caught(() => silent.searchMemory('anything', { timeoutMs: 50 }))).toMatchObject({ code: 'runtime.timeout', details: { timeoutMs: 50 } });
    expect(memory({ client }).startSession()).toHaveProperty('bootstrap');
  });

  it('is runtime.not_found where nothing answers, and nothing for a turn that got lost on the way', async () => {
    const runtimeUrl = `http://127.0.0.1:${await freePort()}`;
    expect(caught(() => memory({ runtimeUrl }).searchMemory('anything', { timeoutMs: 20_000 }))).toMatchObject({
      code: 'runtime.not_found',
      details: { runtimeUrl },
    });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const turn = { turnId: 't', userText: 'I live in Lisbon', assistantText: 'Noted.', timeoutS: 20 };
    for (const url of [runtimeUrl, at.broken]) expect(memory({ runtimeUrl: url }).afterTurn(turn)).toBeNull();
    expect(memory({ runtimeUrl: at.silent }).afterTurn({ ...turn, timeoutS: 0.05 })).toBeNull();
    expect(warn).toHaveBeenCalledTimes(3);
    expect(warn.mock.calls.join()).not.toContain('Lisbon');
    warn.mockRestore();
    expect(caught(() => memory().afterTurn(turn))).toMatchObject({ statusCode: 404 });
  });

  it('says that a thread would wait for itself when its runtime is on a port of this thread', () => {
    // the build has its own copy of the page's ports
    const unbind = pagePorts().bind(7878, () => Promise.reject(new Error('never asked')));
    try {
      using client = clientWithoutBuild({ threadUrl: pathToFileURL(join(folder, 'blocking-thread.js')) });
      const call = { method: 'GET', url: 'http://localhost:7878/v1/runtime/health', headers: {}, body: null, timeoutMs: 100 } as const;
      expect(caught(() => client.request(call))).toMatchObject({ code: 'runtime.not_found' });
    } finally {
      unbind();
    }
  });

  it('says what is missing: an option, or the script of the thread', () => {
    expect(caught(() => memory({ projectId: '' }))).toBeInstanceOf(TypeError);
    expect(caught(() => clientWithoutBuild())).toMatchObject({ code: 'runtime.not_found', message: expect.stringContaining('threadUrl') as string });
  });
});

describe('a runtime that a blocking memory starts', () => {
  it('answers in a process of its own, and is stopped when the memory closes', async () => {
    const runtimeUrl = `http://127.0.0.1:${await freePort()}`;
    const started = memory({ runtimeUrl, autoStartRuntime: true, projectId: 'other', userId: 'someone', runtimeBinary: join(folder, 'voice-runtime.js') });
    started.startSession();
    expect((await (await fetch(`${runtimeUrl}/v1/runtime/health`)).json()) as object).toMatchObject({ workspaceId: 'other', userId: 'someone' });
    started.close();
    await expect.poll(() => fetch(`${runtimeUrl}/v1/runtime/health`).catch(() => 'gone'), { timeout: 5_000 }).toBe('gone');
  });

  it('is started again by the next session when it is gone by then', async () => {
    const runtimeUrl = `http://127.0.0.1:${await freePort()}`;
    const options = { runtimeUrl, autoStartRuntime: true, projectId: 'other', userId: 'someone', runtimeBinary: join(folder, 'voice-runtime.js') };
    const [first, second] = [memory(options), memory(options)];
    first.startSession();
    second.startSession();
    first.close();
    await expect.poll(() => fetch(`${runtimeUrl}/v1/runtime/health`).catch(() => 'gone'), { timeout: 5_000 }).toBe('gone');
    expect(second.startSession()).toHaveProperty('bootstrap');
  });

  it('is not left behind when it does not answer in time', async () => {
    const runtimeUrl = `http://127.0.0.1:${await freePort()}`;
    const [runtimeBinary, told] = [join(folder, 'silent-runtime.mjs'), join(folder, 'silent-runtime.pid')];
    await writeFile(
      runtimeBinary,
      `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(told)}, String(process.pid)); setInterval(() => undefined, 1_000);`,
    );
    const silent = memory({ runtimeUrl, autoStartRuntime: true, runtimeBinary });
    expect(caught(() => silent.startSession({ timeoutS: 1 }))).toMatchObject({ code: 'runtime.start_failed' });
    const pid = Number(await readFile(told, 'utf8'));
    await expect.poll(() => caught(() => process.kill(pid, 0))).toMatchObject({ code: 'ESRCH' });
  });

  it('is missed in words when there is no such file', async () => {
    const runtimeUrl = `http://127.0.0.1:${await freePort()}`;
    const lost = memory({ runtimeUrl, autoStartRuntime: true, runtimeBinary: join(folder, 'nothing-here') });
    expect(caught(() => lost.startSession())).toMatchObject({ code: 'runtime.not_found', details: { hint: expect.any(String) as string } });
  });
});
