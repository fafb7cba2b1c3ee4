import { nameOf } from '../../src/contract/errors.ts';
import { countPassage, type HybridIndex } from '../search/hybrid.ts';
import type { Passage } from '../search/passage.ts';
import type { QueryEmbedding } from '../search/query.ts';
import { quantize, type QuantizedVector } from '../search/vectors/quantize.ts';
import type { Kept, Segments } from '../segments/segments.ts';
import { EmbedderReplaced, type Embedder, type EmbedderInfo } from './embedder.ts';
import { QueryEmbeddings } from './query-embeddings.ts';

/** Indexes, and the segments that keep what they are built from. */
export interface Embedded {
  readonly segments: Segments;
  readonly indexes: readonly HybridIndex[];
}

export interface BackfillOptions {
  /** Null: embeddings are off, recall is lexical. */
  readonly embedder: Embedder | null;
  readonly targets: readonly Embedded[];
  readonly onIncident: (what: string) => void;
}

/** The embedder makes passes of texts of one length out of these. */
const BATCH = 32;
/** Without a model, terms are kept by so many passages at a time: fewer are cut again sooner than they are read. */
const WORDS_BATCH = 256;
/** Waits before the model is tried again after a failure, in milliseconds. */
const RETRY_MS = [2_000, 10_000, 60_000, 300_000] as const;

/**
 * Gives every passage its vector, behind the answers: kept ones first, then the missing ones in batches, each kept as it
 * is made. One loop, owned by this object:
 *
 *     load model ──▶ take kept vectors ──▶ embed what is missing ──▶ pack, sleep until notified ─┐
 *         ▲  fails: wait, try again                 ▲                                             │
 *         └─ replaced: at once ─────────────────────┴─────────────────────────────────────────────┘
 */
export class Backfill {
  readonly #options: BackfillOptions;
  readonly #closed = new AbortController();
  readonly #queries: QueryEmbeddings;
  #info: EmbedderInfo | null = null;
  #failed = false;
  #stamp: string | null = null;
  /** Told of something since the last look, so that a call between looking and sleeping is not lost. */
  #notified = false;
  #wake: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: BackfillOptions) {
    this.#options = options;
    this.#queries = new QueryEmbeddings(async (text, signal) => {
      const [vector] = (await options.embedder?.embed([text], { priority: 'query', signal })) ?? [];
      if (!vector?.every(Number.isFinite)) throw new RangeError('The model gave no vector of finite numbers.');
      return vector;
    });
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

  /** Lets go of queries that were asked: they may hold the words of what was forgotten. */
  forgetQueries(): void {
    this.#queries.clear();
  }

  /** True once nothing of the model's is still to be loaded, or there is no model. */
  get ready(): boolean {
    return this.#options.embedder === null || this.#info !== null;
  }

  /** The model whose vectors the indexes hold; null before one is known. */
  get stamp(): string | null {
    return this.#stamp;
  }

  get pending(): number {
    return this.#options.embedder ? this.#indexes.reduce((sum, index) => sum + index.unembedded, 0) : 0;
  }

  /** The query's embedding inside `ms`, or why there is none. Never rejects. */
  async query(text: string, ms: number, signal?: AbortSignal): Promise<QueryEmbedding> {
    if (!this.#options.embedder) return { vector: null, reason: 'off' };
    if (!this.#info) return { vector: null, reason: this.#failed ? 'failed' : 'loading' };
    try {
      const vector = await this.#queries.of(text, ms, signal);
      return vector ? { vector, traits: this.#info } : { vector: null, reason: 'late' };
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
    if (!embedder) return this.#keepWords();
    await this.#takeKept();
    let failures = 0;
    // oxlint-disable-next-line no-unmodified-loop-condition -- aborted by close
    while (!this.#closed.signal.aborted) {
      try {
        const info = await this.#unlessClosed(() => embedder.ready());
        await this.#useStamp(info);
        this.#info = info;
        this.#failed = false;
        this.#notified = false;
        const worked = await this.#embedMissing(embedder, info);
        failures = 0;
        await this.#pack();
        if (!worked && !this.#notified) await this.#sleep();
      } catch (thrown) {
        if (this.#closed.signal.aborted) return;
        this.#info = null;
        if (thrown instanceof EmbedderReplaced) continue;
        this.#failed = true;
        if (failures === 0) this.#options.onIncident(`embeddings stopped, recall goes by words: ${nameOf(thrown)}`);
        await this.#sleep(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
      }
    }
  }

  /** Takes the kept vectors while the model loads: it is likely to be the one that made them. */
  async #takeKept(): Promise<void> {
    const kept = this.#options.targets.map(({ segments }) => segments.latestModel).find((model) => model !== null);
    // what goes wrong here is met again, and told, when the model is there
    if (kept) await this.#useStamp(kept, { background: true }).catch(() => (this.#stamp = null));
  }

  /** Takes the vectors that the same model made before; those of another one are left behind and made anew. */
  async #useStamp({ stamp, dimension }: Pick<EmbedderInfo, 'stamp' | 'dimension'>, when: { readonly background?: boolean } = {}): Promise<void> {
    if (this.#stamp === stamp) return;
    this.#info = null;
    // until all are given nobody may set one
    this.#stamp = null;
    this.#queries.clear();
    for (const { segments, indexes } of this.#options.targets) {
      for (const index of indexes) index.dropVectors();
      await segments.giveVectors(stamp, dimension, indexes, when);
      for (const index of indexes) index.warmUp();
    }
    this.#stamp = stamp;
  }

  /** Embeds one batch; false when nothing is missing. */
  async #embedMissing(embedder: Embedder, info: EmbedderInfo): Promise<boolean> {
    for (const { segments, indexes } of this.#options.targets) {
      for (const index of indexes) {
        const passages = index.nextUnembedded(BATCH);
        if (passages.length === 0) continue;
        const texts = passages.map(({ denseText }) => denseText);
        const vectors = await this.#unlessClosed(() => embedder.embed(texts, { priority: 'document', signal: this.#closed.signal }));
        await this.#keep(index, segments, info, passages, vectors);
        return true;
      }
    }
    return false;
  }

  async #keep(index: HybridIndex, segments: Segments, info: EmbedderInfo, passages: readonly Passage[], vectors: readonly Float32Array[]): Promise<void> {
    const kept: Kept[] = [];
    passages.forEach((passage, i) => {
      // replaced or gone while it was embedded: the vector is of a text that is no longer there
      if (index.passage(passage.id) !== passage) return;
      const vector = this.#usable(vectors[i], info);
      if (!vector) return index.giveUp(passage.id);
      index.setVector(passage.id, vector);
      kept.push({ passage, counted: countPassage(passage), vector });
    });
    await this.#quietly(segments.keep(info.stamp, info.dimension, kept), 'vectors not kept');
  }

  /** The vector to store; null for one that is no vector of this model, which costs its passage the meaning, not the others. */
  #usable(vector: Float32Array | undefined, { dimension }: EmbedderInfo): QuantizedVector | null {
    if (vector?.length === dimension && vector.every(Number.isFinite)) return quantize(vector);
    this.#options.onIncident('the model gave something else than a vector for a text: it is found by its words alone');
    return null;
  }

  /** Without a model the terms alone are kept, so that the next start need not cut every text again. */
  async #keepWords(): Promise<void> {
    for (const { segments } of this.#options.targets) segments.letGo();
    // oxlint-disable-next-line no-unmodified-loop-condition -- aborted by close
    while (!this.#closed.signal.aborted) {
      this.#notified = false;
      for (const { segments, indexes } of this.#options.targets) {
        for (const index of indexes) {
          for (let fresh = unkept(index, segments); fresh.length === WORDS_BATCH; fresh = unkept(index, segments)) {
            const kept = fresh.map((passage): Kept => ({ passage, counted: countPassage(passage), vector: null }));
            for (const { id } of fresh) index.giveUp(id);
            await this.#quietly(segments.keep(null, 0, kept), 'terms not kept');
          }
        }
      }
      await this.#pack();
      if (!this.#notified) await this.#sleep();
    }
  }

  async #pack(): Promise<void> {
    for (const { segments, indexes } of this.#options.targets)
      if (segments.crowded)
        await this.#quietly(
          segments.pack((id) => indexes.some((index) => index.has(id))),
          'segments not packed',
        );
  }

  /** What is derived can be made again: a full disk costs the next start some time, nothing else. */
  async #quietly(work: Promise<void>, what: string): Promise<void> {
    await work.catch((thrown: unknown) => this.#options.onIncident(`${what}: ${nameOf(thrown)}`));
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

/** The next passages that stand in no segment. Those that do are given up: nobody will embed them, and each turn would go through all again. */
function unkept(index: HybridIndex, segments: Segments): Passage[] {
  for (;;) {
    const next = index.nextUnembedded(WORDS_BATCH);
    const kept = next.filter(({ id }) => segments.has(id));
    if (kept.length === 0) return next;
    for (const { id } of kept) index.giveUp(id);
  }
}
