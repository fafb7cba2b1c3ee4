import { nameOf } from '../../contract/errors.ts';
import type { CloudStore } from '../../cloud/cloud-store.ts';
import { embedChunks, type ChunkEmbedder } from '../../cloud/embed-chunks.ts';
import type { ObjectStorage } from '../platform.ts';

/** Texts of one alarm. A model computes in the thread that answers: between two alarms the calls that wait have their turn. */
const BATCH = 4;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 600_000;

const JOB_KEY = 'memoair:embedding';

interface Job {
  readonly partition: string;
  /** In a row. */
  readonly failures: number;
}

/**
 * Embeds org chunks behind the calls that brought them, by alarms: they outlive the object, however often it is evicted in the
 * middle of it.
 */
export class EmbeddingAlarm {
  readonly #storage: ObjectStorage;
  readonly #embedder: ChunkEmbedder;
  readonly #onFailed: (reason: string) => void;

  constructor(storage: ObjectStorage, embedder: ChunkEmbedder, onFailed: (reason: string) => void) {
    this.#storage = storage;
    this.#embedder = embedder;
    this.#onFailed = onFailed;
  }

  /** There are chunks without a vector. To be called in the turn of the commit that left them so: stored with it or not at all. */
  wanted(partition: string): void {
    this.#after(0, { partition, failures: this.#job()?.failures ?? 0 });
  }

  /** Some of them. The commit of these wants the next. */
  async run(store: CloudStore): Promise<void> {
    const job = this.#job();
    if (!job) return;
    try {
      await embedChunks(store, job.partition, this.#embedder, { batch: BATCH });
      if (job.failures > 0) this.#storage.kv.put(JOB_KEY, { ...job, failures: 0 } satisfies Job);
    } catch (thrown) {
      this.#onFailed(nameOf(thrown));
      // an alarm that throws is tried again a few times, and then never more
      this.#after(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** job.failures), { ...job, failures: job.failures + 1 });
    }
  }

  #job(): Job | undefined {
    return this.#storage.kv.get(JOB_KEY) as Job | undefined;
  }

  #after(pause: number, job: Job): void {
    this.#storage.kv.put(JOB_KEY, job);
    void this.#storage.setAlarm(Date.now() + pause);
  }
}
