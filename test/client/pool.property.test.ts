import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoAirVoiceMemoryError } from '../../src/client/errors.ts';
import { RuntimePool } from '../../src/client/pool.ts';
import type { RuntimeHandle } from '../../src/client/runtime-handle.ts';
import type { Runtime } from '../../src/contract/runtime.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { HandTimers, settle } from './hand-timers.ts';
import { StandIn } from './stand-in.ts';

const USERS = ['ada', 'bob', 'cem', 'dee', 'eve'];
const CAPACITY = 2;
const RANGE = [7001, 7003] as const;
const TTL_S = 20;

type Way = 'at once' | 'hangs at its end' | 'fails' | 'slow' | 'never' | 'throws' | 'stranger';

type Step =
  | { readonly do: 'acquire'; readonly user: string; readonly way: Way }
  | { readonly do: 'release'; readonly which: number }
  | { readonly do: 'release again'; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'let start'; readonly which: number }
  | { readonly do: 'settle' }
  | { readonly do: 'close' };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('acquire' as const),
      user: fc.constantFrom(...USERS),
      way: fc.oneof(
        { weight: 6, arbitrary: fc.constant('at once' as const) },
        {
          weight: 4,
          arbitrary: fc.constantFrom('hangs at its end' as const, 'fails' as const, 'slow' as const, 'never' as const, 'throws' as const, 'stranger' as const),
        },
      ),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release again' as const), which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 4_000, 31_000, 70_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('let start' as const), which: fc.nat(5) }) },
  { weight: 5, arbitrary: fc.constant({ do: 'settle' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'close' as const }) },
);

/** What a pool may never do, watched from outside while steps are taken. */
class Watched {
  readonly timers = new HandTimers();
  readonly ports = new LoopbackPorts();
  readonly runtimes: StandIn[] = [];
  readonly codes = new Set<string>();
  readonly faults: string[] = [];
  readonly held = new Map<RuntimeHandle, string>();
  readonly released: RuntimeHandle[] = [];
  readonly #slow: (() => void)[] = [];
  /** Starts that the pool still waits for, and runtimes that it has, by user. */
  readonly #alive = new Map<string, number>();
  #way: Way = 'at once';
  closing = false;
  readonly acquiring = new Set<Promise<unknown>>();
  readonly pool: RuntimePool;

  constructor() {
    const { ports, timers } = this;
    this.pool = new RuntimePool({
      projectId: 'proj',
      cloudBaseUrl: '',
      maxConcurrentUsers: CAPACITY,
      runtimePortRange: RANGE,
      runtimeIdleTtlS: TTL_S,
      ports,
      timers,
      startRuntime: ({ userId }, { signal }) => this.#start(userId, signal),
    });
  }

  /** A fault is noted: what is thrown inside a callback would end up with the pool. */
  #must(holds: boolean, what: string): void {
    if (!holds) this.faults.push(what);
  }

  #start(userId: string, signal: AbortSignal): Runtime | Promise<Runtime> {
    const way = this.#way;
    const runtime = new StandIn({ workspaceId: 'proj', userId: way === 'stranger' ? 'someone else' : userId });
    let counted = true;
    this.#alive.set(userId, (this.#alive.get(userId) ?? 0) + 1);
    this.#must(this.#alive.get(userId) === 1, 'a user has one runtime');
    this.#must(this.#alive.size <= CAPACITY, 'the cap holds');
    const gone = (): void => {
      if (counted) this.#alive.delete(userId);
      counted = false;
    };
    // a start that was given up no longer counts: what comes of it is closed at once
    signal.addEventListener('abort', gone);
    const close = runtime.close;
    Object.assign(runtime, {
      close: async () => {
        this.#must(this.closing || !counted || ![...this.held.values()].includes(userId), 'what is held is not closed');
        gone();
        await close();
      },
    });
    if (way === 'throws' || way === 'fails') gone();
    if (way === 'throws') throw new Error('no');
    if (way === 'fails') return Promise.reject(new Error('no'));
    this.runtimes.push(runtime);
    if (way === 'hangs at its end') runtime.flush = () => new Promise(() => undefined);
    if (way === 'at once' || way === 'hangs at its end' || way === 'stranger') return runtime.asRuntime;
    return new Promise((resolve) => this.#slow.push(() => resolve(runtime.asRuntime)));
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'acquire': {
        this.#way = step.way;
        const { closing } = this;
        const call = this.pool.acquire({ userId: step.user }).then(
          (handle) => {
            this.#must(!closing, 'a closed pool hands out nothing');
            this.#must(this.ports.isBound(handle.port), 'a runtime answers on its port');
            this.#must(![...this.held].some(([other, user]) => other.port === handle.port && user !== step.user && !this.closing), 'a port is one user’s');
            return this.held.set(handle, step.user);
          },
          (thrown: unknown) => {
            return this.codes.add(thrown instanceof MemoAirVoiceMemoryError ? thrown.code : String(thrown));
          },
        );
        this.acquiring.add(call);
        void call.finally(() => this.acquiring.delete(call));
        return;
      }
      case 'release': {
        const handle = [...this.held.keys()][step.which % Math.max(1, this.held.size)];
        if (!handle) return;
        this.held.delete(handle);
        this.released.push(handle);
        return this.pool.release(handle);
      }
      case 'release again': {
        const handle = this.released[step.which % Math.max(1, this.released.length)];
        if (handle) this.pool.release(handle);
        return;
      }
      case 'wait':
        return this.timers.turn(step.ms);
      case 'let start':
        this.#slow.splice(step.which % Math.max(1, this.#slow.length), 1)[0]?.();
        return;
      case 'settle':
        return settle();
      case 'close':
        this.closing = true;
        void this.pool.aclose();
    }
  }

  check(): void {
    this.#must(this.pool.liveRuntimeUrls().size <= CAPACITY, 'the cap holds');
    for (const [handle, user] of this.held) {
      // a call whose handle comes in the next breath counts already
      this.#must(handle.inFlight >= [...this.held.values()].filter((other) => other === user).length, 'each handle counts until it is released');
      this.#must(this.closing || this.pool.liveRuntimeUrls().has(handle.runtimeUrl), 'what is held stays');
    }
  }

  async end(): Promise<void> {
    this.closing = true;
    const ends = Promise.all([this.pool.aclose(), this.pool.aclose()]);
    await this.timers.turn(100_000);
    for (const start of this.#slow.splice(0)) start();
    await this.timers.turn(100_000);
    await ends;
    await settle();
    await Promise.all(this.acquiring);
    const refused = await this.pool.acquire({ userId: 'ada' }).catch((thrown: { code: unknown }) => thrown.code);
    this.#must(refused === 'pool.closed', 'a closed pool says so');
    this.#must(
      this.runtimes.every(({ closed }) => closed === 1),
      'each runtime is closed once',
    );
    for (let port = RANGE[0]; port <= RANGE[1]; port++) this.#must(!this.ports.isBound(port), 'no port is left');
    this.#must(this.timers.waiting === 0, 'no timer is left');
  }
}

describe('a pool of runtimes, whatever is asked of it', () => {
  it('never passes its cap, gives a user one runtime, keeps what is held, and closes each runtime once', async () => {
    const codes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 30 }), async (steps) => {
        const watched = new Watched();
        for (const each of steps) {
          await watched.take(each);
          watched.check();
          expect(watched.faults).toEqual([]);
        }
        await watched.end();
        expect(watched.faults).toEqual([]);
        for (const code of watched.codes) codes.add(code);
      }),
      { numRuns: 10_000 },
    );
    // the sequences did meet what they are about
    expect([...codes].sort()).toEqual(['pool.closed', 'pool.exhausted', 'runtime.identity_mismatch', 'runtime.start_failed']);
  }, 120_000);
});
