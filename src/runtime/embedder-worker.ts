import { transfer, wrap, type Remote } from 'comlink';
import { unsettle, type EmbedderEndpoint, type EmbedderOptions } from '../contract/protocol.ts';
import { WorkerLife } from './worker-life.ts';

interface Running {
  readonly endpoint: Remote<EmbedderEndpoint>;
  readonly life: WorkerLife;
}

/** A runtime's line to the model, as the page holds it. */
export interface ModelLine {
  /** Begins to embed a query that the runtime is about to ask for. */
  readonly prepare: (query: string) => void;
  readonly letGo: () => void;
}

/** Takes a port to the model, or null when there is none any more. */
type Attach = (port: MessagePort | null) => void;

/** Waits before a dead worker is started again, in milliseconds; after as many deaths in a row the model is given up and recall goes on by words. */
const RESTART_MS = [100, 1_000, 5_000] as const;
/** How long the worker, and then the model in it, waits for what goes before it, in milliseconds. */
const AT_MOST_MS = 250;
/** A worker that lived this long in milliseconds did not die of its start. */
const QUIET_MS = 60_000;

/** What goes before the model, for a moment at most: on two cores both would take longer. */
export interface BeforeTheModel {
  /** Before its worker is started. */
  readonly spawn: () => Promise<unknown>;
  /** Before it is loaded. */
  readonly load: () => Promise<unknown>;
}

const NOTHING: BeforeTheModel = { spawn: async () => undefined, load: async () => undefined };

/**
 * The worker that holds the model, shared by all runtimes of a page: a second user costs no second model. Started with
 * the first line that is asked for, ended with the last that is let go.
 */
export class EmbedderWorker {
  readonly #spawn: () => Worker;
  readonly #options: EmbedderOptions;
  readonly #before: BeforeTheModel;
  /** By number, so that the page can speak of a line to the worker. */
  readonly #lines = new Map<Attach, number>();
  #numbers = 0;
  #running: Running | null = null;
  /** What the start of the worker waits for, while there is none and one is to come. */
  #coming: Promise<void> | null = null;
  /** Far ends of the lines that were laid meanwhile, by number: what is asked over them waits in them. */
  readonly #waiting = new Map<number, MessagePort>();
  #restarts = 0;
  #startedAt = 0;

  constructor(spawn: () => Worker, options: EmbedderOptions, before: BeforeTheModel = NOTHING) {
    this.#spawn = spawn;
    this.#options = options;
    this.#before = before;
  }

  /** Hands `attach` a port to the model, and a new one whenever the worker had to be started again. */
  connect(attach: Attach): ModelLine {
    const number = ++this.#numbers;
    this.#lines.set(attach, number);
    if (this.#running || this.#coming) this.#lay(attach);
    else {
      // the first line, or a new one after the model was given up: everyone gets it back
      this.#restarts = 0;
      this.#startAfter(shortly(this.#before.spawn));
      for (const line of this.#lines.keys()) this.#lay(line);
    }
    const letGo = (): void => {
      this.#lines.delete(attach);
      this.#waiting.delete(number);
      if (this.#lines.size > 0) {
        void this.#running?.endpoint.disconnect(number);
        return;
      }
      this.#coming = null;
      this.#running?.life.end();
      this.#running = null;
    };
    return { letGo, prepare: (query) => void this.#running?.endpoint.prepare(number, query) };
  }

  #startAfter(moment: Promise<void>): void {
    this.#coming = moment;
    const start = (): void => {
      // given up, or begun anew, meanwhile
      if (this.#coming === moment) this.#start();
    };
    // a browser may refuse to make a worker
    moment.then(start).catch(() => this.#died());
  }

  #start(): void {
    this.#coming = null;
    this.#startedAt = performance.now();
    const life = new WorkerLife(this.#spawn(), () => this.#died());
    const endpoint = wrap<EmbedderEndpoint>(life.worker);
    this.#running = { endpoint, life };
    this.#open(endpoint, life).catch(() => life.fail("the model's worker could not start"));
    for (const [line, port] of this.#waiting) void endpoint.connect(transfer(port, [port]), line);
    this.#waiting.clear();
  }

  async #open(endpoint: Remote<EmbedderEndpoint>, life: WorkerLife): Promise<void> {
    const watched = life.watch(endpoint.hold(life.lock));
    const started = shortly(this.#before.load).then(async () => endpoint.start(this.#options));
    // that the worker died is told first
    started.catch(() => undefined);
    await watched;
    unsettle(await started);
  }

  #died(): void {
    this.#running = null;
    if (performance.now() - this.#startedAt > QUIET_MS) this.#restarts = 0;
    const wait = RESTART_MS[this.#restarts++];
    if (this.#lines.size > 0 && wait !== undefined) this.#startAfter(new Promise((resolve) => setTimeout(resolve, wait)));
    for (const attach of this.#lines.keys()) {
      if (!this.#coming) attach(null);
      else this.#lay(attach);
    }
  }

  #lay(attach: Attach): void {
    const { port1, port2 } = new MessageChannel();
    const line = this.#lines.get(attach) ?? 0;
    if (this.#running) void this.#running.endpoint.connect(transfer(port1, [port1]), line);
    else this.#waiting.set(line, port1);
    attach(port2);
  }
}

/** Resolves as `work` does, or after a moment. Asked for a breath later: whoever connects is about to open. */
async function shortly(work: () => Promise<unknown>): Promise<void> {
  await Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, AT_MOST_MS)));
  await Promise.race([work().catch(() => undefined), late]);
  clearTimeout(timer);
}
