import { nameOf } from '../contract/errors.ts';
import type { CloudStore } from './cloud-store.ts';
import { embedChunks, type ChunkEmbedder } from './embed-chunks.ts';

/** Texts that are embedded at a time. */
const BATCH = 16;

/** Gives chunks their vectors, behind the calls that made them. A chunk that has its vector is a change of its own. */
export class ChunkVectors {
  readonly #store: CloudStore;
  readonly #embedder: ChunkEmbedder;
  readonly #onFailed: (reason: string) => void;
  readonly #closed = new AbortController();
  /** Partitions that are worked on; true when there was more meanwhile. */
  readonly #working = new Map<string, { again: boolean; readonly done: Promise<void> }>();

  constructor(store: CloudStore, embedder: ChunkEmbedder, onFailed: (reason: string) => void) {
    this.#store = store;
    this.#embedder = embedder;
    this.#onFailed = onFailed;
  }

  /** Embeds what a partition has without a vector. What fails is tried again with the next call. */
  fill(partition: string): Promise<void> {
    const working = this.#working.get(partition);
    if (working) {
      working.again = true;
      return working.done;
    }
    const job = { again: false, done: this.#fill(partition) };
    this.#working.set(partition, job);
    return job.done;
  }

  /** Stops, and waits for what is being written. Idempotent. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.all([...this.#working.values()].map(({ done }) => done));
  }

  async #fill(partition: string): Promise<void> {
    const { signal } = this.#closed;
    try {
      do {
        const working = this.#working.get(partition);
        if (working) working.again = false;
        while (!signal.aborted && (await embedChunks(this.#store, partition, this.#embedder, { batch: BATCH, signal })));
      } while (!signal.aborted && this.#working.get(partition)?.again === true);
    } catch (thrown) {
      if (!signal.aborted) this.#onFailed(nameOf(thrown));
    } finally {
      this.#working.delete(partition);
    }
  }
}
