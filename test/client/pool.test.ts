import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { RuntimePool } from '../../src/client/pool.ts';
import type { RuntimePoolOptions } from '../../src/client/pool-options.ts';
import type { StartContext } from '../../src/client/start-runtime.ts';
import type { Runtime } from '../../src/contract/runtime.ts';
import { loopbackFetch } from '../../src/loopback/fetch.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { Disk } from './disk.ts';
import { HandTimers, settle } from './hand-timers.ts';
import { StandIn } from './stand-in.ts';

const poolOf = (options: Partial<RuntimePoolOptions> = {}): RuntimePool =>
  new RuntimePool({ projectId: 'proj_1', cloudBaseUrl: '', ports: new LoopbackPorts(), startRuntime: new Disk().start, ...options });

describe('a pool of runtimes', () => {
  it('has each user’s runtime answer on a port of its own', async () => {
    const ports = new LoopbackPorts();
    const pool = poolOf({ ports });
    const [ada, again, bob] = await Promise.all(['ada', 'ada', 'bob'].map((userId) => pool.acquire({ userId })));
    expect([ada!.port, again!.port, bob!.port]).toEqual([7878, 7878, 7879]);
    expect(ada).toMatchObject({ projectId: 'proj_1', userId: 'ada', runtimeUrl: 'http://127.0.0.1:7878', inFlight: 2 });
    const health = await (await loopbackFetch(ports)(`${bob!.runtimeUrl}/v1/runtime/health`)).json();
    expect(health).toMatchObject({ workspaceId: 'proj_1', userId: 'bob' });
    expect(pool.liveRuntimeUrls()).toEqual(new Set(['http://127.0.0.1:7878', 'http://127.0.0.1:7879']));
    await pool.aclose();
    expect(ports.isBound(7878) || ports.isBound(7879)).toBe(false);
  });

  it('uses the last port of its range too, then says that there is none', async () => {
    const ports = new LoopbackPorts();
    ports.bind(7001, async () => new Response());
    const pool = poolOf({ ports, runtimePortRange: [7001, 7002] });
    expect((await pool.acquire({ userId: 'ada' })).port).toBe(7002);
    await expect(pool.acquire({ userId: 'bob' })).rejects.toMatchObject({ code: 'pool.port_exhausted', details: { range: [7001, 7002] } });
    await pool.aclose();
  });

  it('flushes, then closes, the runtime that was not used for longest', async () => {
    const made = new Map<string, StandIn>();
    const startRuntime = (identity: { workspaceId: string; userId: string }): Runtime => {
      const runtime = new StandIn(identity);
      made.set(identity.userId, runtime);
      return runtime.asRuntime;
    };
    const pool = poolOf({ maxConcurrentUsers: 2, startRuntime });
    const ada = await pool.acquire({ userId: 'ada' });
    pool.release(await pool.acquire({ userId: 'bob' }));
    pool.release(ada);
    await pool.acquire({ userId: 'cem' });
    expect([...made].map(([user, { flushed, closed }]) => [user, flushed, closed])).toEqual([
      ['ada', 0, 0],
      ['bob', 1, 1],
      ['cem', 0, 0],
    ]);
    await pool.aclose();
  });

  it('counts a runtime that still closes against its cap', async () => {
    const timers = new HandTimers();
    const started: string[] = [];
    const startRuntime = (identity: { workspaceId: string; userId: string }): Runtime => {
      started.push(identity.userId);
      const runtime = new StandIn(identity);
      runtime.flush = () => new Promise(() => undefined);
      return runtime.asRuntime;
    };
    const pool = poolOf({ maxConcurrentUsers: 2, runtimeIdleTtlS: 20, timers, startRuntime });
    pool.release(await pool.acquire({ userId: 'ada' }));
    await timers.turn(20_000);
    await pool.acquire({ userId: 'bob' });
    // ada is idle, and takes its seven seconds to close
    await timers.turn(11_000);
    expect(pool.liveRuntimeUrls().size).toBe(1);
    const cem = pool.acquire({ userId: 'cem' });
    await settle();
    expect(started).toEqual(['ada', 'bob']);
    await timers.turn(7_000);
    await cem;
    expect(started).toEqual(['ada', 'bob', 'cem']);
    const closing = pool.aclose();
    await timers.turn(60_000);
    await closing;
  });

  it('closes what nobody used for long, and nothing that is held', async () => {
    const timers = new HandTimers();
    const disk = new Disk();
    const pool = poolOf({ timers, startRuntime: disk.start });
    const held = await pool.acquire({ userId: 'ada' });
    pool.release(await pool.acquire({ userId: 'bob' }));
    await timers.turn(400_000);
    await expect.poll(() => disk.open.size).toBe(1);
    expect(pool.liveRuntimeUrls()).toEqual(new Set([held.runtimeUrl]));
    await pool.aclose();
  });

  it('gives up a start that is late, closes what comes of it, and starts anew', async () => {
    const timers = new HandTimers();
    const ports = new LoopbackPorts();
    const first = new StandIn({ workspaceId: 'proj_1', userId: 'ada' });
    const second = new StandIn({ workspaceId: 'proj_1', userId: 'ada' });
    let arrive!: (runtime: Runtime) => void;
    let context!: StartContext;
    let starts = 0;
    const pool = poolOf({
      timers,
      ports,
      startRuntime: (_identity, given) => ((context = given), ++starts === 1 ? new Promise((resolve) => (arrive = resolve)) : second.asRuntime),
    });
    const late = expect(pool.acquire({ userId: 'ada' })).rejects.toMatchObject({
      code: 'runtime.start_failed',
      details: { runtimeUrl: 'http://127.0.0.1:7878' },
    });
    await timers.turn(5_000);
    await late;
    expect(context.signal.aborted).toBe(true);
    expect(ports.isBound(7878)).toBe(false);
    expect((await pool.acquire({ userId: 'ada' })).port).toBe(7878);
    arrive(first.asRuntime);
    await settle();
    expect([first.closed, second.closed]).toEqual([1, 0]);
    await pool.aclose();
  });

  it('hands a start what it may need, and closes one that outlives the pool', async () => {
    const runtime = new StandIn({ workspaceId: 'proj_1', userId: 'ada' });
    let arrive!: (runtime: Runtime) => void;
    let context!: StartContext;
    const pool = poolOf({
      apiKey: 'k',
      agentId: 'a',
      cloudBaseUrl: 'https://c.example/',
      startRuntime: (_identity, given) => ((context = given), new Promise((resolve) => (arrive = resolve))),
    });
    const waiting = expect(pool.acquire({ userId: 'ada' })).rejects.toMatchObject({ code: 'pool.closed' });
    await settle();
    expect(context).toMatchObject({ apiKey: 'k', agentId: 'a', cloudBaseUrl: 'https://c.example', orgOnly: false });
    await pool.aclose();
    await waiting;
    arrive(runtime.asRuntime);
    await settle();
    expect(runtime.closed).toBe(1);
  });

  it('refuses a runtime that is someone else’s, and one that it was given no way to start', async () => {
    const stranger = new StandIn({ workspaceId: 'proj_1', userId: 'bob' });
    await expect(poolOf({ startRuntime: () => stranger.asRuntime }).acquire({ userId: 'ada' })).rejects.toMatchObject({ code: 'runtime.identity_mismatch' });
    expect(stranger.closed).toBe(1);
    await expect(poolOf({ startRuntime: undefined }).acquire({ userId: 'ada' })).rejects.toMatchObject({ code: 'runtime.not_found' });
    await expect(poolOf().acquire()).rejects.toMatchObject({ code: 'runtime.bad_request', retryable: false });
  });

  it.each([undefined, {}])('says that the start failed when %o comes of it, and leaves no rejection unhandled', async (nothing) => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const ports = new LoopbackPorts();
    const pool = poolOf({ ports, startRuntime: () => nothing as unknown as Runtime });
    await expect(pool.acquire({ userId: 'ada' })).rejects.toMatchObject({ code: 'runtime.start_failed' });
    await settle();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(ports.isBound(7878)).toBe(false);
  });

  it.each([{ projectId: '' }, { maxConcurrentUsers: 0 }, { runtimePortRange: [8000, 7000] as const }, { runtimeIdleTtlS: Number.NaN }])(
    'cannot be made with %o',
    (wrong) => {
      expect(() => poolOf(wrong)).toThrow(TypeError);
    },
  );

  it('does not keep a Node process alive while it has nothing to do', async () => {
    const script = `
      const { createServer } = await import('vite');
      const vite = await createServer({ configFile: false, server: { middlewareMode: true, watch: null, ws: false }, logLevel: 'error', appType: 'custom', optimizeDeps: { noDiscovery: true } });
      const { RuntimePool } = await vite.ssrLoadModule('/src/client/pool.ts');
      const { createLocalRuntime } = await vite.ssrLoadModule('/src/runtime/local.ts');
      await vite.close();
      const pool = new RuntimePool({ projectId: 'p', startRuntime: createLocalRuntime });
      pool.release(await pool.acquire({ userId: 'ada' }));
      console.log(pool.liveRuntimeUrls().size);
    `;
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { cwd: root, timeout: 25_000 });
    expect(stdout.trim()).toBe('1');
  });
});
