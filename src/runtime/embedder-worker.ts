import { transfer, wrap, type Remote } from 'comlink';
import { unsettle, type EmbedderEndpoint, type EmbedderOptions } from '../contract/protocol.ts';
import { WorkerLife } from './worker-life.ts';

interface Running {
  readonly endpoint: Remote<EmbedderEndpoint>;
  readonly life: WorkerLife;
}

/** Deaths after which the model is given up; recall goes on by words. */
const MAX_RESTARTS = 3;

/**
 * The worker that holds the model, shared by all runtimes of a page: a second user costs no second model. Started with
 * the first line that is asked for, ended with the last that is let go.
 */
export class EmbedderWorker {
  readonly #spawn: () => Worker;
  readonly #options: EmbedderOptions;
  readonly #lines = new Set<(port: MessagePort) => void>();
  #running: Running | null = null;
  #restarts = 0;

  constructor(spawn: () => Worker, options: EmbedderOptions) {
    this.#spawn = spawn;
    this.#options = options;
  }

  /** Hands `attach` a port to the model, and a new one whenever the worker had to be started again. Returns the way to let go. */
  connect(attach: (port: MessagePort) => void): () => void {
    this.#lines.add(attach);
    this.#running ??= this.#start();
    this.#lay(this.#running, attach);
    return () => {
      this.#lines.delete(attach);
      if (this.#lines.size > 0) return;
      this.#running?.life.end();
      this.#running = null;
    };
  }

  #start(): Running {
    const worker = this.#spawn();
    const life = new WorkerLife(worker, () => {
      this.#running = null;
      if (this.#lines.size === 0 || this.#restarts++ >= MAX_RESTARTS) return;
      this.#running = this.#start();
      for (const attach of this.#lines) this.#lay(this.#running, attach);
    });
    const endpoint = wrap<EmbedderEndpoint>(worker);
    endpoint
      .start(this.#options, life.lock)
      .then(unsettle)
      .then(() => life.watch())
      // what kept it from starting is told by the memory worker's own stats: its line stays silent
      .catch(() => undefined);
    return { endpoint, life };
  }

  #lay({ endpoint }: Running, attach: (port: MessagePort) => void): void {
    const { port1, port2 } = new MessageChannel();
    void endpoint.connect(transfer(port1, [port1]));
    attach(port2);
  }
}
