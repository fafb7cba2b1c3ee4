/// <reference lib="esnext.disposable" preserve="true" />
import { ENGINE_SHARE, LONGEST_TIMER_MS, OPERATION_TIMEOUT_MS } from '../contract/defaults.ts';
import { emptyAnswer } from '../contract/empty-answer.ts';
import { asRuntimeError, RuntimeError } from '../contract/errors.ts';
import type { DiagnosticsResponse } from '../contract/diagnostics.ts';
import type {
  HintRequest,
  HintResponse,
  ImportRequest,
  ImportResponse,
  IndexCreateRequest,
  IndexCreateResponse,
  IndexListResponse,
  StatsResponse,
} from '../contract/local.ts';
import { unsettle, type Outcome, type RuntimeMethod } from '../contract/protocol.ts';
import type { CallOptions, RespondOptions, Runtime } from '../contract/runtime.ts';
import type {
  FlushResponse,
  HealthResponse,
  Identity,
  SearchRequest,
  SearchResponse,
  SessionEndRequest,
  SessionStartRequest,
  SessionStartResponse,
  SyncFlushRequest,
  TurnAfterRequest,
  TurnAfterResponse,
} from '../contract/types.ts';
import type { WireRequest, WireResponse } from '../contract/wire.ts';
import { wireError, wireJson } from '../contract/wire-response.ts';
import type { MemoryWorker, Running, Seat, Sitter } from './memory-worker.ts';
import { PreparedQueries } from './prepared-queries.ts';
import { recallOf, wireRecall, type Recall } from './recall-of.ts';

/** The worker bounds its operations itself; this bounds a worker that does not answer at all, in milliseconds. */
const CALL_GRACE_MS = 2_000;
const CALL_LIMIT_MS = OPERATION_TIMEOUT_MS + CALL_GRACE_MS;

const TIMED_OUT = 'The runtime gave no answer inside its limit. The call may be sent again: a turn is never stored twice.';

/** What an orderly close may take, in milliseconds. */
const CLOSE_LIMIT_MS = 2_000;

/** Sends one call to the worker. */
type Send<T> = (endpoint: Running['endpoint'], id: number, runtime: number) => Promise<Outcome<T>>;

/** What ends a call that is not answered. */
interface Limits {
  readonly signal?: AbortSignal | undefined;
  /** When it is given up, in milliseconds from now, and what is told then. */
  readonly limit: number;
  readonly late: () => RuntimeError;
}

/** One user's runtime in the Web Worker of the page. Calls wait until it is open; when the worker dies they are rejected and it is started again. */
export class RemoteRuntime implements Runtime {
  readonly identity: Identity;
  readonly #seat: Seat;
  readonly #prepared = new PreparedQueries();
  /** Rejects each call under way. */
  readonly #pending = new Map<number, (reason: unknown) => void>();
  #calls = 0;
  #closing: Promise<void> | null = null;

  constructor(worker: MemoryWorker, sitter: Omit<Sitter, 'onDeath'>) {
    this.identity = sitter.options.identity;
    this.#seat = worker.join({ ...sitter, onDeath: (reason) => this.#rejectAll(reason) });
  }

  #rejectAll(reason: unknown): void {
    for (const reject of this.#pending.values()) reject(reason);
  }

  async #ask<T>(send: Send<T>, { signal, limit, late }: Limits): Promise<T> {
    signal?.throwIfAborted();
    if (this.#closing) throw closed();
    const { endpoint, dead } = this.#seat.running;
    if (dead) throw dead;
    const id = ++this.#calls;
    return new Promise<T>((resolve, reject) => {
      /** Settles once, lets go of everything, and keeps a call that is over from being begun. */
      const finish = (settle: () => void): void => {
        if (!this.#pending.delete(id)) return;
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancelled);
        settle();
      };
      const giveUp = (reason: unknown): void => {
        void endpoint.cancel(id, this.#seat.number);
        finish(() => reject(reason));
      };
      const cancelled = (): void => giveUp(signal?.reason);
      const timer = setTimeout(() => giveUp(late()), limit);
      this.#pending.set(id, (reason) => finish(() => reject(reason)));
      signal?.addEventListener('abort', cancelled, { once: true });
      this.#seat
        .open()
        .then(async () => (this.#pending.has(id) ? unsettle(await send(endpoint, id, this.#seat.number)) : undefined))
        .then(
          (value) => finish(() => resolve(value as T)),
          (thrown: unknown) => finish(() => reject(thrown)),
        );
    });
  }

  async #call<T>(method: RuntimeMethod, request: unknown, options: CallOptions = {}): Promise<T> {
    const { signal } = options;
    const deadline = options.deadline ?? null;
    const limit = deadline === null ? CALL_LIMIT_MS : Math.min(LONGEST_TIMER_MS, Math.max(CALL_LIMIT_MS, deadline - Date.now() + CALL_GRACE_MS));
    const send: Send<string> = (endpoint, id, runtime) => endpoint.call(id, runtime, method, JSON.stringify(request), deadline);
    return JSON.parse(await this.#ask(send, { signal, limit, late: timedOut })) as T;
  }

  #prepare(query: string): void {
    // of a seat that was left, to ask for its worker would start one that nobody ends
    if (!this.#closing) this.#prepared.prepare(query, this.#seat.running.model);
  }

  /** A recall is answered in time even when the worker does not: empty and degraded, so that the caller's turn goes on. */
  async #recall<T>(recall: Recall, signal: AbortSignal | undefined, send: (deadline: number) => Send<T>, empty: (ms: number) => T): Promise<T> {
    const start = performance.now();
    const { timeoutMs } = recall;
    if (recall.embeds) this.#prepare(recall.query);
    try {
      return await this.#ask(send(Date.now() + timeoutMs * ENGINE_SHARE), { signal, limit: timeoutMs - answerMargin(timeoutMs), late: () => LATE });
    } catch (thrown) {
      if (thrown === LATE) return empty(performance.now() - start);
      throw thrown;
    }
  }

  async respond(request: WireRequest, { signal, token }: RespondOptions = {}): Promise<WireResponse> {
    const send =
      (deadline: number | null): Send<WireResponse> =>
      (endpoint, id, runtime) =>
        endpoint.respond(id, runtime, request, deadline, token ?? null);
    try {
      const recall = wireRecall(request);
      if (recall && !recall.hint) return await this.#recall(recall, signal, send, (ms) => wireJson(emptyAnswer(ms, NO_ANSWER)));
      if (recall) this.#prepare(recall.query);
      if (request.method === 'DELETE') this.#prepared.clear();
      return await this.#ask(send(null), { signal, limit: CALL_LIMIT_MS, late: timedOut });
    } catch (thrown) {
      signal?.throwIfAborted();
      return wireError(asRuntimeError(thrown, 'The call'));
    }
  }

  health(options?: CallOptions): Promise<HealthResponse> {
    return this.#call('health', null, options);
  }

  startSession(request: SessionStartRequest, options?: CallOptions): Promise<SessionStartResponse> {
    return this.#call('startSession', request, options);
  }

  async searchMemory(request: SearchRequest, { signal, deadline }: CallOptions = {}): Promise<SearchResponse> {
    const send =
      (ends: number): Send<string> =>
      (endpoint, id, runtime) =>
        endpoint.call(id, runtime, 'searchMemory', JSON.stringify(request), deadline ?? ends);
    return JSON.parse(await this.#recall(recallOf(request), signal, send, (ms) => JSON.stringify(emptyAnswer(ms, NO_ANSWER)))) as SearchResponse;
  }

  hint(request: HintRequest, options?: CallOptions): Promise<HintResponse> {
    this.#prepare(request.query);
    return this.#call('hint', request, options);
  }

  afterTurn(request: TurnAfterRequest, options?: CallOptions): Promise<TurnAfterResponse> {
    return this.#call('afterTurn', request, options);
  }

  endSession(request: SessionEndRequest, options?: CallOptions): Promise<FlushResponse> {
    return this.#call('endSession', request, options);
  }

  flush(request: SyncFlushRequest, options?: CallOptions): Promise<FlushResponse> {
    return this.#call('flush', request, options);
  }

  stats(options?: CallOptions): Promise<StatsResponse> {
    return this.#call('stats', null, options);
  }

  diagnostics(options?: CallOptions): Promise<DiagnosticsResponse> {
    return this.#call('diagnostics', null, options);
  }

  importMemory(request: ImportRequest, options?: CallOptions): Promise<ImportResponse> {
    return this.#call('importMemory', request, options);
  }

  createIndex(request: IndexCreateRequest, options?: CallOptions): Promise<IndexCreateResponse> {
    return this.#call('createIndex', request, options);
  }

  listIndexes(options?: CallOptions): Promise<IndexListResponse> {
    return this.#call('listIndexes', null, options);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const { endpoint, dead, opened } = this.#seat.running;
    const orderly = (async () => {
      await opened.get(this.#seat);
      await endpoint.close(this.#seat.number);
    })().catch(() => undefined);
    const unanswered = new Promise<unknown>((resolve) => this.#pending.set(++this.#calls, resolve));
    // a stuck worker does not answer in time: everything acknowledged is on disk all the same
    if (!dead) await Promise.race([orderly, unanswered, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS))]);
    this.#rejectAll(closed());
    this.#seat.leave();
  }
}

const NO_ANSWER = 'the runtime gave no answer in time';
/** Told to a recall alone, which turns it into an empty answer. */
const LATE = new RuntimeError('runtime.timeout', TIMED_OUT);
const timedOut = (): RuntimeError => new RuntimeError('runtime.timeout', TIMED_OUT);
const closed = (): RuntimeError =>
  new RuntimeError('runtime.internal', 'The runtime was closed. Create it again.', { details: { reason: 'closed' }, retryable: false });

/** What is kept of the caller's wait for the way back: 10 ms, less of a short one. */
function answerMargin(limit: number): number {
  return Math.min(10, limit * 0.1);
}
