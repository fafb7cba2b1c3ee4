import type { EmbedPriority } from './embedder.ts';

interface Job {
  readonly work: () => Promise<void>;
  readonly reject: (reason: unknown) => void;
}

/** Runs one job at a time; a query goes before every waiting document. */
export class PriorityQueue {
  readonly #waiting: Record<EmbedPriority, Job[]> = { query: [], document: [] };
  #running = false;

  /** Nothing runs and nothing waits. */
  get idle(): boolean {
    return !this.#running;
  }

  run<T>(priority: EmbedPriority, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const job: Job = {
        work: async () => {
          if (signal?.aborted) reject(signal.reason);
          else await Promise.resolve().then(work).then(resolve, reject);
        },
        reject,
      };
      this.#waiting[priority].push(job);
      void this.#drain();
    });
  }

  /** Rejects everything that waits; what runs is let finish. */
  clear(reason: unknown): void {
    for (const jobs of Object.values(this.#waiting)) for (const job of jobs.splice(0)) job.reject(reason);
  }

  async #drain(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      for (let job = this.#next(); job; job = this.#next()) {
        await job.work();
        // let messages in: a query that has arrived meanwhile must be seen before the next document
        await letMessagesIn();
      }
    } finally {
      this.#running = false;
    }
  }

  #next(): Job | undefined {
    return this.#waiting.query.shift() ?? this.#waiting.document.shift();
  }
}

/** Messages come in the order of their sending; a timer would wait 4 ms each time that it is set again. */
function letMessagesIn(): Promise<void> {
  return new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resume();
    });
    port1.start();
    port2.postMessage(null);
  });
}
