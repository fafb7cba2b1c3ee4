/// <reference lib="esnext.disposable" preserve="true" />
import { pagePorts, type LoopbackPorts } from '../loopback/ports.ts';
import { responder } from '../loopback/responder.ts';
import { DEFAULT_CLOUD_BASE_URL, ORG_ONLY_USER_ID } from './defaults.ts';
import { MemoAirVoiceMemoryError, POOL_CLOSED, POOL_EXHAUSTED, POOL_PORT_EXHAUSTED } from './errors.ts';
import { baseUrlOf, required } from './memory-options.ts';
import { poolLimitsOf, type PoolLimits, type RuntimePoolOptions } from './pool-options.ts';
import { handleOf, type LiveRuntime, type RuntimeHandle, type Slot } from './runtime-handle.ts';
import { shutDown } from './shut-down.ts';
import { bringUp, notFound } from './start-runtime.ts';
import { systemTimers, type Timers } from './timers.ts';
import { untilAborted } from './within.ts';

/**
 * Runtimes, one for each user, each on a loopback port of its own inside this process. Never more than
 * `maxConcurrentUsers` of them: the one that was not used for longest is flushed and closed before another starts. One
 * that is in use is never closed for another's sake.
 *
 * @example
 * ```ts
 * const pool = new RuntimePool({ projectId: 'proj_1', startRuntime: createRuntime });
 * const handle = await pool.acquire({ userId: 'caller_42' });
 * try { await fetch(`${handle.runtimeUrl}/v1/runtime/health`); } finally { pool.release(handle); }
 * ```
 */
export class RuntimePool implements AsyncDisposable {
  readonly projectId: string;
  readonly #options: RuntimePoolOptions;
  readonly #limits: PoolLimits;
  readonly #ports: LoopbackPorts;
  readonly #timers: Timers;
  /** The least recently used first. */
  readonly #slots = new Map<string, Slot>();
  /** Runtimes that close, by user. */
  readonly #ending = new Map<string, Promise<void>>();
  /** Those of them whose place nobody waits for yet. */
  readonly #vacating = new Set<Promise<void>>();
  readonly #leases = new WeakMap<RuntimeHandle, Slot>();
  #stopReaper: (() => void) | null = null;
  #closed = false;
  #closing: Promise<void> | null = null;

  /** @throws TypeError when projectId is missing or a limit is no number that can be meant */
  constructor(options: RuntimePoolOptions) {
    this.projectId = required('projectId', options.projectId);
    this.#options = options;
    this.#limits = poolLimitsOf(options);
    this.#ports = options.ports ?? pagePorts();
    this.#timers = options.timers ?? systemTimers;
  }

  /**
   * The runtime of a user, started when there is none. Each handle is to be released.
   *
   * @throws MemoAirVoiceMemoryError `pool.exhausted` when all are in use, `pool.port_exhausted`, `pool.closed`,
   * `runtime.start_failed`, `runtime.not_found` without startRuntime, `runtime.identity_mismatch`
   */
  async acquire(options: { readonly userId?: string } = {}): Promise<RuntimeHandle> {
    const userId = this.#options.orgOnly ? ORG_ONLY_USER_ID : (options.userId ?? '');
    if (this.#closed) throw poolClosed();
    if (userId === '') throw new MemoAirVoiceMemoryError({ code: 'runtime.bad_request', message: 'userId is required, but for orgOnly.' });
    const slot = this.#slots.get(userId) ?? this.#open(userId);
    slot.inFlight++;
    this.#touch(slot);
    await slot.started;
    return this.#lease(slot);
  }

  /** The runtime that was used last and is up, whoever it belongs to, or null. For what all users of a workspace share. */
  acquireAny(): RuntimeHandle | null {
    const slot = [...this.#slots.values()].findLast(({ live }) => live);
    if (this.#closed || !slot) return null;
    slot.inFlight++;
    return this.#lease(slot);
  }

  /** Gives a handle back. A second time does nothing. */
  release(handle: RuntimeHandle): void {
    const slot = this.#leases.get(handle);
    if (!slot) return;
    this.#leases.delete(handle);
    slot.inFlight--;
    this.#touch(slot);
  }

  /** Where runtimes are up at this moment. */
  liveRuntimeUrls(): Set<string> {
    return new Set([...this.#slots.values()].flatMap(({ live }) => (live ? [live.runtimeUrl] : [])));
  }

  /** Flushes and closes every runtime, those in use too; gives up those that start. All callers wait for the same end. */
  aclose(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.aclose();
  }

  #touch(slot: Slot): void {
    slot.lastUsedAt = this.#timers.now();
    if (this.#slots.get(slot.userId) !== slot) return;
    this.#slots.delete(slot.userId);
    this.#slots.set(slot.userId, slot);
  }

  #lease(slot: Slot): RuntimeHandle {
    if (this.#closed || !slot.live) throw poolClosed();
    const handle = handleOf(this.projectId, slot, slot.live);
    this.#leases.set(handle, slot);
    return handle;
  }

  #open(userId: string): Slot {
    const room = this.#makeRoom();
    const slot: Slot = { userId, abort: new AbortController(), started: Promise.resolve(), live: null, inFlight: 0, lastUsedAt: 0 };
    this.#slots.set(userId, slot);
    slot.started = this.#start(slot, room);
    return slot;
  }

  /** What a new runtime has to wait for, so that there are never too many. A place is waited for by one. */
  #makeRoom(): Promise<void> | undefined {
    const { maxConcurrentUsers: capacity } = this.#limits;
    if (this.#slots.size + this.#vacating.size < capacity) return undefined;
    for (const vacated of this.#vacating) {
      this.#vacating.delete(vacated);
      return vacated;
    }
    for (const slot of this.#slots.values()) if (slot.inFlight === 0 && slot.live) return this.#end(slot, slot.live);
    const message = `All ${capacity} runtimes of the pool are in use. Raise maxConcurrentUsers, or wait until a call is through.`;
    throw new MemoAirVoiceMemoryError({ code: POOL_EXHAUSTED, message, details: { capacity } });
  }

  async #start(slot: Slot, room: Promise<void> | undefined): Promise<void> {
    const { userId, abort } = slot;
    try {
      await untilAborted(abort.signal, Promise.all([room, this.#ending.get(userId)]));
      const live = await this.#bringUp(userId, abort.signal);
      // the pool may close in the moment in which a runtime comes
      if (this.#closed) await live.shutDown();
      abort.signal.throwIfAborted();
      slot.live = live;
    } catch (thrown) {
      this.#slots.delete(userId);
      throw thrown;
    }
    this.#watchIdle();
  }

  async #bringUp(userId: string, signal: AbortSignal): Promise<LiveRuntime> {
    const { startRuntime: start, apiKey, agentId, cloudBaseUrl, orgOnly, getToken, storageRoot, runtimeBinary, beforeClose } = this.#options;
    if (!start) throw notFound('There is no runtime to start: startRuntime was not given.');
    let port = this.#freePort();
    for (; port === undefined; port = this.#freePort()) {
      if (this.#ending.size === 0) throw this.#portsExhausted();
      await untilAborted(signal, Promise.race(this.#ending.values()));
    }
    const timers = this.#timers;
    const runtimeUrl = `http://127.0.0.1:${port}`;
    const coming = bringUp({
      start,
      identity: { workspaceId: this.projectId, userId },
      context: {
        apiKey: apiKey ?? null,
        agentId: agentId ?? null,
        cloudBaseUrl: baseUrlOf(cloudBaseUrl ?? DEFAULT_CLOUD_BASE_URL),
        orgOnly: orgOnly ?? false,
        getToken: getToken ?? null,
        storageRoot: storageRoot ?? null,
        runtimeBinary: runtimeBinary ?? null,
      },
      runtimeUrl,
      timeoutS: this.#limits.startTimeoutS,
      signal,
      timers,
    });
    // nothing is waited for since the port was found free, or another start would find it too
    const free = this.#ports.bind(port, responder(coming));
    try {
      const runtime = await coming;
      const { flushDeadlineMs } = this.#limits;
      const end = (): Promise<void> => shutDown(runtime, { timers, flushDeadlineMs, before: () => beforeClose?.(userId) }).finally(free);
      return { port, runtimeUrl, shutDown: end };
    } catch (thrown) {
      free();
      throw thrown;
    }
  }

  #freePort(): number | undefined {
    const [first, last] = this.#limits.runtimePortRange;
    for (let port = first; port <= last; port++) if (!this.#ports.isBound(port)) return port;
    return undefined;
  }

  #portsExhausted(): MemoAirVoiceMemoryError {
    const { runtimePortRange: range } = this.#limits;
    const message = `All ports from ${range[0]} to ${range[1]} are taken. Widen runtimePortRange, or lower maxConcurrentUsers.`;
    return new MemoAirVoiceMemoryError({ code: POOL_PORT_EXHAUSTED, message, details: { range: [...range] } });
  }

  #end(slot: Slot, live: LiveRuntime): Promise<void> {
    this.#slots.delete(slot.userId);
    slot.live = null;
    const ended = live.shutDown().finally(() => this.#ending.delete(slot.userId));
    this.#ending.set(slot.userId, ended);
    return ended;
  }

  #watchIdle(): void {
    if (this.#closed) return;
    this.#stopReaper ??= this.#timers.after(this.#limits.reaperIntervalS * 1000, () => this.#reap(), true);
  }

  #reap(): void {
    this.#stopReaper = null;
    const limit = this.#timers.now() - this.#limits.runtimeIdleTtlS * 1000;
    for (const slot of this.#slots.values()) {
      if (slot.inFlight > 0 || !slot.live || slot.lastUsedAt >= limit) continue;
      const vacated = this.#end(slot, slot.live);
      this.#vacating.add(vacated);
      void vacated.then(() => this.#vacating.delete(vacated));
    }
    if (this.#slots.size > 0) this.#watchIdle();
  }

  async #close(): Promise<void> {
    this.#closed = true;
    this.#stopReaper?.();
    const starting: Promise<void>[] = [];
    for (const slot of this.#slots.values()) {
      if (slot.live) void this.#end(slot, slot.live);
      else {
        slot.abort.abort(poolClosed());
        starting.push(slot.started);
      }
    }
    await Promise.allSettled([...starting, ...this.#ending.values()]);
  }
}

function poolClosed(): MemoAirVoiceMemoryError {
  return new MemoAirVoiceMemoryError({ code: POOL_CLOSED, message: 'The pool was closed. Make a new client or pool.' });
}
