import { transfer, wrap, type Remote } from 'comlink';
import { unsettle, type EmbedderEndpoint, type EmbedderOptions } from '../contract/protocol.ts';
import { WorkerLife } from './worker-life.ts';

interface Running {
  readonly endpoint: Remote<EmbedderEndpoint>;
  readonly life: WorkerLife;
}

/** Takes a port to the model, or null when there is none any more. */
type Attach = (port: MessagePort | null) => void;

/** Deaths in a row after which the model is given up; recall goes on by words. */
const MAX_RESTARTS = 3;
/** A worker that lived this long in milliseconds did not die of its start. */
const QUIET_MS = 60_000;

/**
 * The worker that holds the model, shared by all runtimes of a page: a second user costs no second model. Started with
 * the first line that is asked for, ended with the last that is let go.
 */
export class EmbedderWorker {
  readonly #spawn: () => Worker;
  readonly #options: EmbedderOptions;
  readonly #lines = new Set<Attach>();
  #running: Running | null = null;
  #restarts = 0;
  #startedAt = 0;

  constructor(spawn: () => Worker, options: EmbedderOptions) {
    this.#spawn = spawn;
    this.#options = options;
  }

  /** Hands `attach` a port to the model, and a new one whenever the worker had to be started again. Returns the way to let go. */
  connect(attach: Attach): () => void {
    this.#lines.add(attach);
    if (this.#running) this.#lay(this.#running, attach);
    else {
      // the first line, or a new one after the model was given up: everyone gets it back
      this.#restarts = 0;
      this.#running = this.#start();
      for (const line of this.#lines) this.#lay(this.#running, line);
    }
    return () => {
      this.#lines.delete(attach);
      if (this.#lines.size > 0) return;
      this.#running?.life.end();
      this.#running = null;
    };
  }

  #start(): Running {
    this.#startedAt = performance.now();
    const life = new WorkerLife(this.#spawn(), () => this.#died());
    const endpoint = wrap<EmbedderEndpoint>(life.worker);
    this.#open(endpoint, life).catch(() => life.fail("the model's worker could not start"));
    return { endpoint, life };
  }

  async #open(endpoint: Remote<EmbedderEndpoint>, life: WorkerLife): Promise<void> {
    if (await endpoint.hold(life.lock)) life.watch();
    unsettle(await endpoint.start(this.#options));
  }

  #died(): void {
    if (performance.now() - this.#startedAt > QUIET_MS) this.#restarts = 0;
    this.#running = this.#lines.size > 0 && this.#restarts++ < MAX_RESTARTS ? this.#start() : null;
    for (const attach of this.#lines) {
      if (this.#running) this.#lay(this.#running, attach);
      else attach(null);
    }
  }

  #lay({ endpoint }: Running, attach: Attach): void {
    const { port1, port2 } = new MessageChannel();
    void endpoint.connect(transfer(port1, [port1]));
    attach(port2);
  }
}
