import { transfer, wrap, type Remote } from 'comlink';
import { DEFAULT_TIMEOUT_MS, OPERATION_TIMEOUT_MS } from '../contract/defaults.ts';
import { emptyAnswer } from '../contract/empty-answer.ts';
import { RuntimeError } from '../contract/errors.ts';
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
import { unsettle, type MemoryEndpoint, type OpenOptions, type RuntimeMethod } from '../contract/protocol.ts';
import type { CallOptions, Runtime } from '../contract/runtime.ts';
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
import type { ModelLine } from './embedder-worker.ts';
import { PreparedQueries } from './prepared-queries.ts';
import { WorkerLife } from './worker-life.ts';

export interface RemoteParts {
  readonly identity: Identity;
  readonly spawn: () => Worker;
  readonly open: OpenOptions;
  /** Whether the browser keeps the data under storage pressure; may take as long as a person takes to answer. */
  readonly persisted: () => Promise<boolean>;
  /** Lays lines to the model; null without one. */
  readonly connectEmbedder: ((attach: (port: MessagePort | null) => void) => ModelLine) | null;
  readonly onIncident: (what: string) => void;
}

/** A worker with the runtime open in it. */
interface Running {
  readonly endpoint: Remote<MemoryEndpoint>;
  readonly life: WorkerLife;
  /** Aborts with the reason when the worker is gone: an answer can no longer come. */
  readonly gone: AbortController;
  /** Null without a model. */
  readonly model: ModelLine | null;
  /** Opens the runtime, or waits for it to open; after a failure it tries again. */
  readonly open: () => Promise<void>;
  /** The opening under way or done; rejects when there is none. */
  readonly opening: () => Promise<void>;
}

/** The worker bounds its operations itself; this bounds a worker that does not answer at all, in milliseconds. */
const CALL_GRACE_MS = 2_000;
const CALL_LIMIT_MS = OPERATION_TIMEOUT_MS + CALL_GRACE_MS;

const TIMED_OUT = 'The runtime gave no answer inside its limit. The call may be sent again: a turn is never stored twice.';

/** What an orderly close may take, in milliseconds. */
const CLOSE_LIMIT_MS = 2_000;

/** A worker that dies again this soon after its restart, in milliseconds, is not started a third time. */
const RESTART_QUIET_MS = 60_000;

/** The runtime in a Web Worker. Calls wait until it is open; when it dies they are rejected and the worker is started again. */
export class RemoteRuntime implements Runtime {
  readonly identity: Identity;
  readonly #parts: RemoteParts;
  #running: Running;
  readonly #prepared = new PreparedQueries();
  #calls = 0;
  #lastDeath = -Infinity;
  #closing: Promise<void> | null = null;

  constructor(parts: RemoteParts) {
    this.identity = parts.identity;
    this.#parts = parts;
    this.#running = this.#start();
  }

  #start(): Running {
    const worker = this.#parts.spawn();
    const gone = new AbortController();
    const life = new WorkerLife(worker, (reason) => this.#died(running, reason));
    const endpoint = wrap<MemoryEndpoint>(worker);
    const model = this.#parts.connectEmbedder?.((port) => void endpoint.attachEmbedder(port === null ? null : transfer(port, [port]))) ?? null;
    let opening: Promise<void> | null = null;
    const open = (): Promise<void> =>
      (opening ??= this.#open(endpoint, watched).catch((thrown: unknown) => {
        opening = null;
        throw thrown;
      }));
    // the death of a worker that is still opening is noticed too, so it is watched first
    const watched = life.watch(endpoint.hold(life.lock));
    const running: Running = { endpoint, life, gone, model, open, opening: () => opening ?? Promise.reject(new Error('not open')) };
    // a call reports what keeps it from opening
    open().catch(() => undefined);
    return running;
  }

  async #open(endpoint: Remote<MemoryEndpoint>, watched: Promise<unknown>): Promise<void> {
    // asked for at once: the worker takes its lock before it opens, and opens while that is on its way here
    const opened = endpoint.open(this.#parts.open);
    await watched;
    unsettle(await opened);
    this.#parts
      .persisted()
      .then((granted) => endpoint.notePersistence(granted))
      .catch(() => undefined);
  }

  #died(running: Running, reason: string): void {
    const now = performance.now();
    const again = !this.#closing && now - this.#lastDeath > RESTART_QUIET_MS;
    this.#lastDeath = now;
    // the new worker first: the model stays, since someone is always connected to it
    if (again) this.#running = this.#start();
    running.model?.letGo();
    running.gone.abort(
      new RuntimeError(
        'runtime.internal',
        `The memory worker stopped (${reason}). Nothing acknowledged was lost${again ? '; it was started again, so send the call again' : ''}.`,
        {
          details: { reason: 'worker_died' },
          retryable: again,
        },
      ),
    );
    if (!this.#closing) this.#parts.onIncident(`the memory worker stopped: ${reason}${again ? '; started again' : '; given up'}`);
  }

  async #call<T>(method: RuntimeMethod, request: unknown, options: CallOptions = {}): Promise<T> {
    const { signal, deadline = null } = options;
    signal?.throwIfAborted();
    const { endpoint, gone, open } = this.#running;
    gone.signal.throwIfAborted();
    const id = ++this.#calls;
    return new Promise<T>((resolve, reject) => {
      let over = false;
      /** Settles once, lets go of everything, and keeps a call that is over from being begun. */
      const finish = (settle: () => void): void => {
        if (over) return;
        over = true;
        clearTimeout(timer);
        gone.signal.removeEventListener('abort', dead);
        signal?.removeEventListener('abort', cancelled);
        settle();
      };
      const giveUp = (reason: unknown): void => {
        void endpoint.cancel(id);
        finish(() => reject(reason));
      };
      const dead = (): void => finish(() => reject(gone.signal.reason));
      const cancelled = (): void => giveUp(signal?.reason);
      // a recall has a limit of its own, and answers rather than rejects
      const limit = deadline === null ? CALL_LIMIT_MS : Math.max(CALL_LIMIT_MS, deadline - Date.now() + CALL_GRACE_MS);
      const timer = method === 'searchMemory' ? undefined : setTimeout(() => giveUp(new RuntimeError('runtime.timeout', TIMED_OUT)), limit);
      gone.signal.addEventListener('abort', dead, { once: true });
      signal?.addEventListener('abort', cancelled, { once: true });
      open()
        .then(async () => (over ? undefined : (JSON.parse(unsettle(await endpoint.call(id, method, JSON.stringify(request), deadline))) as T)))
        .then(
          (value) => finish(() => resolve(value as T)),
          (thrown: unknown) => finish(() => reject(thrown)),
        );
    });
  }

  health(options?: CallOptions): Promise<HealthResponse> {
    return this.#call('health', null, options);
  }

  startSession(request: SessionStartRequest, options?: CallOptions): Promise<SessionStartResponse> {
    return this.#call('startSession', request, options);
  }

  /** Answers in time even when the worker does not: empty and degraded, so that the caller's turn goes on. */
  async searchMemory(request: SearchRequest, options: CallOptions = {}): Promise<SearchResponse> {
    const start = performance.now();
    const limit = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (wantsEmbedding(request)) this.#prepared.prepare(request.query, this.#running.model);
    const over = new AbortController();
    const abort = (): void => over.abort(options.signal?.reason);
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<SearchResponse>((resolve) => {
      timer = setTimeout(
        () => {
          resolve(emptyAnswer(performance.now() - start, 'the runtime gave no answer in time'));
          over.abort(new DOMException('The recall is over.', 'AbortError'));
        },
        limit - answerMargin(limit),
      );
    });
    try {
      return await Promise.race([late, this.#call<SearchResponse>('searchMemory', request, { ...options, signal: over.signal })]);
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
    }
  }

  hint(request: HintRequest, options?: CallOptions): Promise<HintResponse> {
    this.#prepared.prepare(request.query, this.#running.model);
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
    const { endpoint, life, gone, model, opening } = this.#running;
    const closed = opening()
      .then(async () => unsettle(await endpoint.close()))
      .catch(() => undefined);
    // a dead worker answers nothing, a stuck one not in time: everything acknowledged is on disk all the same
    const unanswered = new Promise((resolve) => gone.signal.addEventListener('abort', resolve, { once: true }));
    if (!gone.signal.aborted) await Promise.race([closed, unanswered, new Promise((resolve) => setTimeout(resolve, CLOSE_LIMIT_MS))]);
    gone.abort(new RuntimeError('runtime.internal', 'The runtime was closed. Create it again.', { details: { reason: 'closed' }, retryable: false }));
    model?.letGo();
    life.end();
  }
}

function wantsEmbedding({ query, lanes }: SearchRequest): boolean {
  return query.trim() !== '' && (lanes === undefined || lanes.some((lane) => lane !== 'profile'));
}

/** What is kept of the caller's wait for the way back: 10 ms, less of a short one. */
function answerMargin(limit: number): number {
  return Math.min(10, limit * 0.1);
}
