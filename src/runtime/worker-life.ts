import { uuid } from '../contract/uuid.ts';

/** Between two looks whether a worker that opens holds its lock already, in milliseconds. */
const LOOK_MS = 50;
/** A script may take long to come; it is looked for less and less often. */
const LONGEST_LOOK_MS = 2_000;

/**
 * Tells when a worker has died. A worker that is terminated, closes itself or crashes fires no event, so it holds a Web
 * Lock while it lives and the page waits for that lock; a script that fails to load fires `error`.
 */
export class WorkerLife {
  readonly lock: string = `memoair-web/life/${uuid()}`;
  readonly worker: Worker;
  readonly #over = new AbortController();
  readonly #onDeath: (reason: string) => void;
  #watching = false;

  constructor(worker: Worker, onDeath: (reason: string) => void) {
    this.worker = worker;
    this.#onDeath = onDeath;
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.fail('its script failed to load or threw');
    });
  }

  /**
   * Watches from the moment on at which the worker takes its lock. Its own word for that (`holds`) may never come: it may
   * die between taking the lock and saying so. Resolves with that word.
   */
  async watch(holds: Promise<boolean>): Promise<void> {
    const told = new AbortController();
    void this.#look(told.signal);
    try {
      if (await holds) this.#wait();
    } finally {
      told.abort();
    }
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

  /** Looks for the lock until it is seen held, or the worker has told. */
  async #look(told: AbortSignal): Promise<void> {
    const { locks } = navigator as { locks?: LockManager };
    if (!locks) return;
    for (let wait = LOOK_MS; !told.aborted && !this.#over.signal.aborted; wait = Math.min(wait * 2, LONGEST_LOOK_MS)) {
      const { held = [] } = await locks.query().catch((): LockManagerSnapshot => ({}));
      if (held.some(({ name }) => name === this.lock)) return this.#wait();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** The lock comes free when the worker is dead. */
  #wait(): void {
    if (this.#watching) return;
    this.#watching = true;
    const { locks } = navigator as { locks?: LockManager };
    locks?.request(this.lock, { signal: this.#over.signal }, () => this.fail('it was terminated or crashed')).catch(() => undefined);
  }
}
