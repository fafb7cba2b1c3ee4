import { Batches } from './batches.ts';
import type { Encoder, TokenIds } from './encoder.ts';
import type { PriorityQueue } from './queue.ts';

/** What computes a pass. */
export interface PassEncoder extends Pick<Encoder, 'encode'> {
  /** Texts are not to share a pass. */
  readonly alone: boolean;
}

/** Embeds texts of documents in passes over several of them; between two passes a query may go. */
export class DocumentPasses {
  readonly #queue: PriorityQueue;
  readonly #waiting: Batches = new Batches();

  constructor(queue: PriorityQueue) {
    this.#queue = queue;
  }

  embed(ids: TokenIds, encoder: PassEncoder, signal: AbortSignal): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.#waiting.add({ ids, signal, resolve, reject });
      // the pass that is queued already takes along what comes before it begins
      if (this.#waiting.size === 1) this.#enqueue(encoder);
    });
  }

  /** Rejects what waits; to be called before the queue is cleared. */
  clear(reason: unknown): void {
    this.#waiting.clear(reason);
  }

  #enqueue(encoder: PassEncoder): void {
    // rejected only when the queue is cleared, and the texts with it
    this.#queue.run('document', () => this.#pass(encoder)).catch(() => undefined);
  }

  async #pass(encoder: PassEncoder): Promise<void> {
    const batch = this.#waiting.take(encoder.alone);
    if (batch.length === 0) return;
    // queued now: what comes meanwhile finds others waiting, and queues none
    if (this.#waiting.size > 0) this.#enqueue(encoder);
    const start = performance.now();
    try {
      const vectors = await encoder.encode(batch.map(({ ids }) => ids));
      const dimension = vectors.length / batch.length;
      batch.forEach(({ resolve }, i) => resolve(vectors.slice(i * dimension, (i + 1) * dimension)));
      this.#waiting.passed(batch, performance.now() - start);
    } catch (thrown) {
      batch.forEach(({ reject }) => reject(thrown));
    }
  }
}
