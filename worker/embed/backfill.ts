import { before } from '../deadline.ts';
import type { HybridIndex } from '../search/hybrid.ts';
import type { Passage } from '../search/passage.ts';
import { isVector } from '../repair.ts';
import { quantize } from '../search/vectors/quantize.ts';
import type { QueryEmbedding } from '../search/query.ts';
import { textHash } from '../search/text-hash.ts';
import type { Store, Write } from '../store/store.ts';
import type { Embedder, EmbedderInfo } from './embedder.ts';

/** A store, and the indexes whose vectors it keeps. */
export interface Embedded {
  readonly store: Store;
  readonly indexes: readonly HybridIndex[];
}

export interface BackfillOptions {
  /** Null: embeddings are off, recall is lexical. */
  readonly embedder: Embedder | null;
  readonly targets: readonly Embedded[];
  readonly onIncident: (what: string) => void;
}

const BATCH = 8;
/** Waits before the model is tried again after a failure, in milliseconds. */
const RETRY_MS = [2_000, 10_000, 60_000, 300_000] as const;

/**
 * Gives every passage its vector, behind the answers: kept ones first, then the missing ones in batches, each stored as
 * it is made. One loop, owned by this object:
 *
 *     load model ──▶ read kept vectors ──▶ embed what is missing ──▶ sleep until notified ─┐
 *         ▲  fails: wait, try again                 ▲                                       │
 *         └─ the embedder was replaced ─────────────┴───────────────────────────────────────┘
 */
export class Backfill {
  readonly #options: BackfillOptions;
  readonly #closed = new AbortController();
  #info: EmbedderInfo | null = null;
  #failed = false;
  #stamp: string | null = null;
  /** Told of something since the last look, so that a call between looking and sleeping is not lost. */
  #notified = false;
  #wake: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: BackfillOptions) {
    this.#options = options;
  }

  get #indexes(): HybridIndex[] {
    return this.#options.targets.flatMap(({ indexes }) => indexes);
  }

  start(): void {
    this.#loop = this.#run();
  }

  /** New passages are there. */
  notify(): void {
    this.#notified = true;
    this.#wake();
  }

  get pending(): number {
    return this.#options.embedder ? this.#indexes.reduce((sum, index) => sum + index.unembedded, 0) : 0;
  }

  /** The query's embedding inside `ms`, or why there is none. Never rejects. */
  async query(text: string, ms: number): Promise<QueryEmbedding> {
    const { embedder } = this.#options;
    if (!embedder) return { vector: null, reason: 'off' };
    if (!this.#info) return { vector: null, reason: this.#failed ? 'failed' : 'loading' };
    const cancel = new AbortController();
    try {
      const vectors = await before(ms, embedder.embed([text], { priority: 'query', signal: cancel.signal }), null);
      if (vectors?.[0]) return { vector: vectors[0] };
      cancel.abort(new DOMException('The recall is over.', 'AbortError'));
      return { vector: null, reason: 'late' };
    } catch {
      return { vector: null, reason: 'failed' };
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#wake();
    await this.#options.embedder?.close();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { embedder } = this.#options;
    if (!embedder) return;
    let failures = 0;
    // oxlint-disable-next-line no-unmodified-loop-condition -- aborted by close
    while (!this.#closed.signal.aborted) {
      try {
        this.#info = await this.#unlessClosed(() => embedder.ready());
        this.#failed = false;
        await this.#useStamp(this.#info);
        this.#notified = false;
        const worked = await this.#embedMissing(embedder, this.#info);
        failures = 0;
        if (!worked && !this.#notified) await this.#sleep();
      } catch (thrown) {
        if (this.#closed.signal.aborted) return;
        this.#info = null;
        this.#failed = true;
        if (failures === 0) this.#options.onIncident(`embeddings stopped, recall goes by words: ${thrown instanceof Error ? thrown.name : 'Error'}`);
        await this.#sleep(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
      }
    }
  }

  /** Takes the vectors that the same model made before; those of another one are left behind and made anew. */
  async #useStamp({ stamp, dimension }: EmbedderInfo): Promise<void> {
    if (this.#stamp === stamp) return;
    for (const { store, indexes } of this.#options.targets) {
      for (const index of indexes) index.dropVectors();
      for (const row of await store.scan('vectors')) {
        if (row.stamp !== stamp || !isVector(row, dimension)) continue;
        const index = indexes.find((each) => each.has(row.id));
        if (index && row.textHash === textHash(index.passage(row.id)!.denseText)) index.setVector(row.id, row);
      }
    }
    this.#stamp = stamp;
  }

  /** Embeds one batch; false when nothing is missing. */
  async #embedMissing(embedder: Embedder, info: EmbedderInfo): Promise<boolean> {
    for (const { store, indexes } of this.#options.targets) {
      for (const index of indexes) {
        const passages = index.nextUnembedded(BATCH);
        if (passages.length === 0) continue;
        const texts = passages.map(({ denseText }) => denseText);
        const vectors = await this.#unlessClosed(() => embedder.embed(texts, { priority: 'document', signal: this.#closed.signal }));
        await this.#keep(index, store, info, passages, vectors);
        return true;
      }
    }
    return false;
  }

  async #keep(index: HybridIndex, store: Store, info: EmbedderInfo, passages: readonly Passage[], vectors: readonly Float32Array[]): Promise<void> {
    const writes: Write[] = [];
    passages.forEach((passage, i) => {
      const { id, denseText } = passage;
      // replaced or gone while it was embedded: the vector is of a text that is no longer there
      if (index.passage(id) !== passage) return;
      const { scale, data } = quantize(vectors[i]!);
      index.setVector(id, { scale, data });
      writes.push({ table: 'vectors', put: { id, stamp: info.stamp, textHash: textHash(denseText), scale, data } });
    });
    // vectors can be made again: a full disk costs the next start some time, nothing else
    await store.commit(writes).catch((thrown: unknown) => this.#options.onIncident(`vectors not kept: ${thrown instanceof Error ? thrown.name : 'Error'}`));
  }

  /** What never settles must not keep a runtime from closing. */
  async #unlessClosed<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#closed;
    signal.throwIfAborted();
    return new Promise<T>((resolve, reject) => {
      const closed = (): void => reject(signal.reason);
      signal.addEventListener('abort', closed, { once: true });
      void work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener('abort', closed));
    });
  }

  #sleep(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        // a retry waits its time out: new passages do not mend a model that cannot be loaded
        if (ms !== undefined && !this.#closed.signal.aborted) return;
        clearTimeout(timer);
        resolve();
      };
      if (this.#closed.signal.aborted) this.#wake();
    });
  }
}
