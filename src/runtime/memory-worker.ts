import { proxy, transfer, wrap, type Remote } from 'comlink';
import { RuntimeError } from '../contract/errors.ts';
import { unsettle, type MemoryEndpoint, type OpenOptions, type PageSign } from '../contract/protocol.ts';
import type { ModelLine } from './embedder-worker.ts';
import type { PageLine } from './page-line.ts';
import { WorkerLife } from './worker-life.ts';

export interface MemoryWorkerParts {
  readonly spawn: () => Worker;
  /** Whether the browser keeps the data under storage pressure; may take as long as a person takes to answer. */
  readonly persisted: () => Promise<boolean>;
  readonly watchPage: (tell: (sign: PageSign) => void) => () => void;
  /** Lays lines to the model; null without one. */
  readonly connectEmbedder: ((attach: (port: MessagePort | null) => void) => ModelLine) | null;
}

/** A worker and the runtimes that are open in it. */
export interface Running {
  readonly endpoint: Remote<MemoryEndpoint>;
  readonly life: WorkerLife;
  /** Why an answer can no longer come; null while the worker lives. */
  dead: RuntimeError | null;
  /** Null without a model. */
  readonly model: ModelLine | null;
  /** The worker's word that it can be seen to die. */
  readonly watched: Promise<void>;
  readonly opened: Map<Seat, Promise<void>>;
}

/** A worker that dies again this soon after its restart, in milliseconds, is not started a third time. */
const RESTART_QUIET_MS = 60_000;

/** Who sits in the worker. */
export interface Sitter {
  readonly options: OpenOptions;
  readonly page: PageLine;
  /** The worker died, and with it all calls under way. */
  readonly onDeath: (reason: RuntimeError) => void;
  /** Something went wrong and was survived. */
  readonly onIncident: (what: string) => void;
}

/** A runtime's place in the worker. */
export class Seat {
  readonly number: number;
  readonly sitter: Sitter;
  readonly #worker: MemoryWorker;

  constructor(worker: MemoryWorker, number: number, sitter: Sitter) {
    this.#worker = worker;
    this.number = number;
    this.sitter = sitter;
  }

  get running(): Running {
    return this.#worker.running;
  }

  /** Opens the runtime, or waits for it to open; after a failure it tries again. */
  open(): Promise<void> {
    return this.#worker.open(this);
  }

  /** Gives the place up. The worker ends with its last runtime. */
  leave(): void {
    this.#worker.leave(this);
  }
}

/**
 * The worker that holds the memories of a page's users: the kernel, the org lane and the code are there once. When it
 * dies, everything that waits is rejected, and it is started again with all its runtimes.
 */
export class MemoryWorker {
  readonly #parts: MemoryWorkerParts;
  readonly #onEmpty: () => void;
  readonly #seats = new Set<Seat>();
  #numbers = 0;
  #running: Running | null = null;
  #lastDeath = -Infinity;
  #unwatch: (() => void) | null = null;

  /** `onEmpty` is called when the last runtime has left: the worker has ended then. */
  constructor(parts: MemoryWorkerParts, onEmpty: () => void) {
    this.#parts = parts;
    this.#onEmpty = onEmpty;
  }

  get running(): Running {
    return (this.#running ??= this.#start());
  }

  join(sitter: Sitter): Seat {
    const seat = new Seat(this, ++this.#numbers, sitter);
    // one that was given up gets another chance with a new runtime
    if (this.#running?.dead) this.#running = null;
    this.#seats.add(seat);
    this.#unwatch ??= this.#parts.watchPage((sign) => this.#notice(sign));
    // a call reports what keeps it from opening
    this.open(seat).catch(() => undefined);
    return seat;
  }

  open(seat: Seat): Promise<void> {
    const { running } = this;
    const { opened } = running;
    const known = opened.get(seat);
    if (known) return known;
    const opening = this.#open(running, seat).catch((thrown: unknown) => {
      opened.delete(seat);
      throw thrown;
    });
    opened.set(seat, opening);
    return opening;
  }

  /** Resolves when its script has run. */
  async up(): Promise<void> {
    await this.#running?.watched;
  }

  /** Resolves when all that is being opened is open, or cannot be. */
  async settled(): Promise<void> {
    const openings: Iterable<Promise<void>> = this.#running?.opened.values() ?? [];
    await Promise.allSettled(openings);
  }

  leave(seat: Seat): void {
    if (!this.#seats.delete(seat)) return;
    seat.sitter.page.drop();
    const running = this.#running;
    if (this.#seats.size > 0) {
      if (running) closeIn(running, seat);
      return;
    }
    this.#running = null;
    running?.model?.letGo();
    running?.life.end();
    this.#unwatch?.();
    this.#unwatch = null;
    this.#onEmpty();
  }

  #notice(sign: PageSign): void {
    // first: the worker breaks off what is under way
    if (sign === 'away') for (const { sitter } of this.#seats) sitter.page.part();
    if (this.#running?.dead === null) void this.#running.endpoint.notice(sign);
  }

  #start(): Running {
    const worker = this.#parts.spawn();
    const life = new WorkerLife(worker, (reason) => this.#died(running, reason));
    const endpoint = wrap<MemoryEndpoint>(worker);
    const model = this.#parts.connectEmbedder?.((port) => void endpoint.attachEmbedder(port === null ? null : transfer(port, [port]))) ?? null;
    // the death of a worker that is still opening is noticed too, so it is watched first
    const watched = life.watch(endpoint.hold(life.lock));
    watched.catch(() => undefined);
    const running: Running = { endpoint, life, model, watched, opened: new Map(), dead: null };
    this.#parts
      .persisted()
      .then((granted) => endpoint.notePersistence(granted))
      .catch(() => undefined);
    return running;
  }

  async #open({ endpoint, watched }: Running, seat: Seat): Promise<void> {
    // asked for at once: the worker takes its lock before it opens, and opens while that is on its way here
    const opened = endpoint.open(seat.number, seat.sitter.options, proxy(seat.sitter.page));
    await watched;
    unsettle(await opened);
  }

  #died(running: Running, reason: string): void {
    const now = performance.now();
    const again = this.#seats.size > 0 && now - this.#lastDeath > RESTART_QUIET_MS;
    this.#lastDeath = now;
    // the new worker first: the model stays, since someone is always connected to it
    if (again) this.#running = this.#start();
    running.model?.letGo();
    running.dead = diedOf(reason, again);
    for (const seat of this.#seats) {
      seat.sitter.page.drop();
      if (again) this.open(seat).catch(() => undefined);
      seat.sitter.onDeath(running.dead);
      seat.sitter.onIncident(`the memory worker stopped: ${reason}${again ? '; started again' : '; given up'}`);
    }
  }
}

/** Whoever closes while its worker dies is opened again with the others: that runtime has to go too. */
function closeIn({ opened, endpoint }: Running, seat: Seat): void {
  opened
    .get(seat)
    ?.then(async () => endpoint.close(seat.number))
    .catch(() => undefined);
  opened.delete(seat);
}

function diedOf(reason: string, again: boolean): RuntimeError {
  const message = `The memory worker stopped (${reason}). Nothing acknowledged was lost${again ? '; it was started again, so send the call again' : ''}.`;
  return new RuntimeError('runtime.internal', message, { details: { reason: 'worker_died' }, retryable: again });
}
