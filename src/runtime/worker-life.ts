import { uuid } from '../contract/uuid.ts';

/**
 * Tells when a worker has died. A worker that is terminated, closes itself or crashes fires no event, so it holds a Web
 * Lock while it lives and the page waits for that lock; a script that fails to load fires `error`.
 */
export class WorkerLife {
  readonly lock: string = `memoair-web/life/${uuid()}`;
  readonly worker: Worker;
  readonly #over = new AbortController();
  readonly #onDeath: (reason: string) => void;

  constructor(worker: Worker, onDeath: (reason: string) => void) {
    this.worker = worker;
    this.#onDeath = onDeath;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.fail('its script failed to load or threw');
    });
  }

  /** To be called once the worker holds the lock. */
  watch(): void {
    const locks = (navigator as { locks?: LockManager }).locks;
    locks?.request(this.lock, { signal: this.#over.signal }, () => this.fail('it was terminated or crashed')).catch(() => undefined);
  }

  /** Ends the worker on purpose. */
  end(): void {
    this.#over.abort();
    this.worker.terminate();
  }

  /** Ends a worker that is of no use any more and tells of it. */
  fail(reason: string): void {
    if (this.#over.signal.aborted) return;
    this.end();
    this.#onDeath(reason);
  }
}
