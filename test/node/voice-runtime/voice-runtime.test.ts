import { access, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRuntime, type BuiltRuntime } from '../../conformance/built-runtime.ts';
import { temporaryFolder } from '../model/temporary-folder.ts';
import { runToEnd, silentHub, startProcess, type RuntimeProcess } from './process.ts';

let built: BuiltRuntime;
beforeAll(async () => {
  built = await buildRuntime();
});
afterAll(() => built.remove());

interface World {
  readonly root: string;
  readonly env: Record<string, string>;
  readonly start: (change?: Record<string, string>, args?: readonly string[]) => Promise<RuntimeProcess>;
}

/** A storage root of its own, and a model that never comes. */
async function world(): Promise<World> {
  const folder = await temporaryFolder();
  const root = join(folder, 'storage');
  const env = {
    MEMOAIR_RUNTIME_WORKSPACE_ID: 'ws_1',
    MEMOAIR_RUNTIME_USER_ID: 'user_1',
    MEMOAIR_RUNTIME_STORAGE_ROOT: root,
    MEMOAIR_MODEL_CACHE: join(folder, 'models'),
    MEMOAIR_MODEL_HUB: await silentHub(),
  };
  return { root, env, start: (change = {}, args = []) => startProcess(built.executable, { ...env, ...change }, args) };
}

const session = (sessionId: string, change: object = {}): object => ({ sessionId, workspaceId: 'ws_1', userId: 'user_1', metadata: {}, ...change });
const turn = (sessionId: string, turnId: string, userText = `turn ${turnId}`): object => ({ sessionId, turnId, userText, assistantText: 'I see.' });
const idOf = (reply: { body: Record<string, unknown> }): string => String(reply.body['localEventId']);

describe('a start', () => {
  it('answers health while the model is on its way, and the first search by words', async () => {
    const runtime = await (await world()).start();
    expect(await runtime.get('/v1/runtime/health')).toMatchObject({ status: 200, body: { status: 'ok', workspaceId: 'ws_1', userId: 'user_1' } });
    await runtime.post('/v1/runtime/session/start', session('s1'));
    await runtime.post('/v1/runtime/turn/after', turn('s1', 't1', 'My boat is called Kestrel'));
    const { status, body } = await runtime.post('/v1/runtime/search_memory', { sessionId: 's1', query: 'what is the boat called' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ contextText: expect.stringContaining('Kestrel'), trace: { degraded: true } });
    expect((await runtime.get('/v1/local/stats')).body).toMatchObject({ model: { state: 'loading' }, storage: { kind: 'sqlite', persistence: 'persisted' } });
  });

  it('on a port that is taken ends with 1, says so, and leaves the storage alone', async () => {
    const { env, root } = await world();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
    const ended = await runToEnd(built.executable, { ...env, MEMOAIR_RUNTIME_BIND_ADDR: address });
    taken.close();
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(`${address} is taken`) });
    await expect(access(root)).rejects.toThrow();
  });

  it('with an argument that it does not know ends with 2 and names it', async () => {
    expect(await runToEnd(built.executable, {}, ['--usr-id', 'x'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--usr-id') });
    expect(await runToEnd(built.executable, {}, ['sing'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--help') });
    expect(await runToEnd(built.executable, {}, ['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--storage-root'), stderr: '' });
  });

  it('takes flags before the environment', async () => {
    const runtime = await (await world()).start({}, ['--user-id', 'user_flag']);
    expect((await runtime.get('/v1/runtime/health')).body).toMatchObject({ userId: 'user_flag' });
  });

  it('on a database that is damaged tells every caller, changes nothing in it, and goes on once it is moved away', async () => {
    const { start, root } = await world();
    const path = join(root, 'ws_1', 'user_1', 'memory.sqlite');
    const before = await start();
    await before.post('/v1/runtime/session/start', session('s1'));
    await before.end('SIGTERM');
    const garbage = 'no database at all, '.repeat(50);
    await writeFile(path, garbage);
    const runtime = await start();
    const refused = await runtime.post('/v1/runtime/session/start', session('s1'));
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'runtime.bootstrap_failed', details: { reason: 'StoreDamagedError' } } } });
    // it is alive: a pool that took it for dead would hide why it cannot be used
    expect((await runtime.get('/v1/runtime/health')).status).toBe(200);
    expect(runtime.log()).toContain('memory.sqlite is damaged');
    expect(await readFile(path, 'utf8')).toBe(garbage);
    for (const end of ['', '-wal', '-shm']) await rm(path + end, { force: true });
    expect((await runtime.post('/v1/runtime/session/start', session('s1'))).status).toBe(200);
    expect((await runtime.get('/v1/runtime/health')).status).toBe(200);
  });
});

describe('a token', () => {
  it('is asked for everywhere but at health and flush', async () => {
    const runtime = await (await world()).start({ MEMOAIR_RUNTIME_TOKEN: 'secret-token' });
    expect((await runtime.get('/v1/runtime/health')).status).toBe(200);
    expect((await runtime.post('/v1/runtime/sync/flush', { deadlineMs: 5000 })).status).toBe(200);
    expect((await runtime.post('/v1/runtime/session/start', session('s1'))).status).toBe(401);
    expect((await runtime.post('/v1/runtime/session/start', session('s1'), { authorization: 'Bearer secret-token' })).status).toBe(200);
  });
});

describe('the log', () => {
  it('is JSON lines and holds neither what was said nor a token or key', async () => {
    const secrets = { MEMOAIR_RUNTIME_TOKEN: 'secret-token', MEMOAIR_RUNTIME_API_KEY: 'secret-key', MEMOAIR_RUNTIME_SATHAM_MODELS_DIR: '/models' };
    const runtime = await (await world()).start({ ...secrets, MEMOAIR_RUNTIME_LOG: 'debug' });
    const headers = { authorization: 'Bearer secret-token' };
    await runtime.post('/v1/runtime/session/start', session('s1'), headers);
    await runtime.post('/v1/runtime/turn/after', turn('s1', 't1', 'a secret of mine'), headers);
    await runtime.post('/v1/runtime/turn/after', { sessionId: 's1', secret: 'broken' }, headers);
    expect(await runtime.end('SIGTERM')).toBe(0);
    const events = runtime
      .log()
      .trim()
      .split('\n')
      .map((line): unknown => Reflect.get(JSON.parse(line), 'event'));
    expect(events).toEqual(['setting', 'listening', 'memory open', 'stopped']);
    expect(runtime.log()).not.toContain('secret');
  });
});

describe('an org_only runtime', () => {
  it('answers from the org lane alone, which all users of the workspace share', async () => {
    const { start } = await world();
    const maker = await start();
    const documents = [{ id: 'd1', text: 'Express shipping takes two days.' }];
    expect((await maker.post('/v1/voice-sdk/index/create', { name: 'handbook', documents })).status).toBe(200);
    expect(await maker.end('SIGTERM')).toBe(0);
    const runtime = await start({ MEMOAIR_RUNTIME_MODE: 'org_only', MEMOAIR_RUNTIME_USER_ID: '__org__' });
    expect((await runtime.get('/v1/runtime/health')).body).toMatchObject({ userId: '__org__' });
    await runtime.post('/v1/runtime/session/start', session('s1', { userId: '__org__' }));
    await runtime.post('/v1/runtime/turn/after', turn('s1', 't1', 'I asked about express shipping before'));
    const { body } = await runtime.post('/v1/runtime/search_memory', { sessionId: 's1', query: 'express shipping' });
    expect(body).toMatchObject({ working: [], permanent: [], org: [{ docId: 'd1' }], contextText: expect.stringContaining('two days') });
    expect(body['contextText']).not.toContain('asked');
  });
});

describe('the end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s is 0, with everything on disk and the log of the database folded in', async (signal) => {
    const { start, root } = await world();
    const runtime = await start();
    await runtime.post('/v1/runtime/session/start', session('s1'));
    await runtime.post('/v1/runtime/turn/after', turn('s1', 't1'));
    expect(await runtime.end(signal)).toBe(0);
    const { size } = await stat(join(root, 'ws_1', 'user_1', 'memory.sqlite-wal')).catch(() => ({ size: 0 }));
    expect(size).toBe(0);
    const again = await start();
    expect((await again.get('/v1/local/stats')).body).toMatchObject({ counts: { episodes: 1 } });
  });

  it('comes although a client holds its connection open', async () => {
    const runtime = await (await world()).start();
    await fetch(`${runtime.url}/v1/runtime/health`).then((response) => response.text());
    expect(await runtime.end('SIGTERM')).toBe(0);
  });

  it('by SIGKILL after each tenth of 200 acknowledged turns loses none of them, and the next start is at once', async () => {
    const { start } = await world();
    const acknowledged: string[] = [];
    let runtime = await start();
    await runtime.post('/v1/runtime/session/start', session('s1'));
    for (let n = 0; n < 200; n++) {
      acknowledged.push(idOf(await runtime.post('/v1/runtime/turn/after', turn('s1', `t${n}`))));
      if (n % 10 !== 9) continue;
      expect(await runtime.end('SIGKILL')).toBeNull();
      runtime = await start();
    }
    expect((await runtime.get('/v1/local/stats')).body).toMatchObject({ counts: { episodes: 200 } });
    // a turn that is there keeps its event, whatever is sent again
    const stored = await Promise.all(acknowledged.map(async (_, n) => idOf(await runtime.post('/v1/runtime/turn/after', turn('s1', `t${n}`)))));
    expect(stored).toEqual(acknowledged);
  }, 120_000);
});

describe('two runtimes of one user', () => {
  it('write at once into one database: nothing is lost, and each has what the other was told', async () => {
    const { start } = await world();
    const runtimes = await Promise.all([start(), start()]);
    await Promise.all(runtimes.map((runtime, n) => runtime.post('/v1/runtime/session/start', session(`s${n}`))));
    const ids = await Promise.all(
      runtimes.map((runtime, n) =>
        Promise.all(Array.from({ length: 40 }, async (_, i) => idOf(await runtime.post('/v1/runtime/turn/after', turn(`s${n}`, `t${i}`))))),
      ),
    );
    expect(new Set(ids.flat()).size).toBe(80);
    for (const [n, runtime] of runtimes.entries()) {
      const other = 1 - n;
      expect(idOf(await runtime.post('/v1/runtime/turn/after', turn(`s${other}`, 't39')))).toBe(ids[other]?.[39]);
      expect((await runtime.get('/v1/local/stats')).body).toMatchObject({ counts: { episodes: 80 } });
    }
  });
});

describe('the files', () => {
  it('of two users of a workspace lie apart, and are for their owner alone', async () => {
    const { start, root } = await world();
    for (const userId of ['user_1', '../user_1']) {
      const runtime = await start({ MEMOAIR_RUNTIME_USER_ID: userId });
      expect((await runtime.post('/v1/runtime/session/start', session('s1', { userId }))).status).toBe(200);
      await runtime.end('SIGTERM');
    }
    const folders = (await readdir(join(root, 'ws_1'), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.toSorted()).toEqual(['%2E.%2Fuser_1', 'user_1']);
    for (const folder of folders) expect((await stat(join(root, 'ws_1', folder, 'memory.sqlite'))).mode & 0o777).toBe(0o600);
  });
});
