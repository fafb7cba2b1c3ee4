import { nameOf } from '../../contract/errors.ts';
import { EmbedderReplaced, type Embedder, type EmbedderInfo } from '../../../worker/embed/embedder.ts';
import { countPassage } from '../../../worker/search/hybrid.ts';
import type { Passage } from '../../../worker/search/passage.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import type { Kept } from '../../../worker/segments/segments.ts';
import type { Store } from '../../../worker/store/store.ts';
import type { IndexedOrg } from './isolate-orgs.ts';
import { takeVectors, useModel } from './load-org.ts';
import type { OrgSegments } from './org-segments.ts';

/** The embedder makes passes of texts of one length out of these. */
const BATCH = 32;
/** Without a model, terms are kept by so many passages at a time: fewer are cut again sooner than they are read. */
const WORDS_BATCH = 256;
/** What failed so long ago is tried again, in milliseconds. */
const RETRY_MS = 10_000;

/** What {@link OrgEmbedding} works with: all of it is of one object. */
export interface OrgEmbeddingParts {
  readonly embedder: Embedder | null;
  readonly store: Store;
  readonly segments: OrgSegments;
  /** The index that is worked on. */
  readonly index: () => Promise<IndexedOrg>;
  /** The same, where it is in memory. */
  readonly loaded: () => IndexedOrg | null;
  readonly onIncident: (what: string) => void;
}

/**
 * Gives a shared index its vectors, or without a model keeps its terms, behind the answers. Of all objects that could, one at a
 * time does, by leave of the org object; the others take what it made.
 */
export class OrgEmbedding {
  readonly #parts: OrgEmbeddingParts;
  #info: EmbedderInfo | null = null;
  /** Another object makes what is missing. */
  #refused = false;
  /** Epoch milliseconds; infinite while nothing has. */
  #failedAt = Infinity;
  #running: Promise<void> | null = null;
  #notified = false;
  #closed = false;

  constructor(parts: OrgEmbeddingParts) {
    this.#parts = parts;
  }

  /** The model, once it is there. */
  get info(): EmbedderInfo | null {
    return this.#info;
  }

  /** Texts that this object has yet to embed; none while another one does. */
  get pending(): number {
    const { embedder, loaded } = this.#parts;
    return embedder && !this.#refused ? (loaded()?.held.chunks.unembedded ?? 0) : 0;
  }

  /** There may be something to do. What failed is tried again. */
  notify(): void {
    this.#notified = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#notified && !this.#closed) this.notify();
    });
  }

  /** Somebody asks: a while after something failed it is tried again, whoever else looks after the index. */
  retry(): void {
    if (!this.#running && Date.now() - this.#failedAt >= RETRY_MS) this.notify();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      while (this.#notified && !this.#closed) {
        this.#notified = false;
        await (this.#parts.embedder ? this.#embed(this.#parts.embedder) : this.#keepWords());
      }
      this.#failedAt = Infinity;
    } catch (thrown) {
      if (thrown instanceof EmbedderReplaced) this.#info = null;
      // until it is mended, once
      else if (this.#failedAt === Infinity) this.#parts.onIncident(`the org lane's embeddings stopped: ${nameOf(thrown)}`);
      this.#failedAt = Date.now();
    }
  }

  async #embed(embedder: Embedder): Promise<void> {
    const { store, segments, index: indexOf, onIncident } = this.#parts;
    const info = await embedder.ready();
    const index = await indexOf();
    if (index.stamp !== info.stamp) await useModel(index, info, store, onIncident);
    this.#info = info;
    const { chunks } = index.held;
    if (chunks.unembedded === 0) return;
    this.#refused = !(await segments.mayMake());
    // what another object made since this index was loaded
    await takeVectors(index, store);
    if (this.#refused) return;
    while (chunks.unembedded > 0 && index.stamp === info.stamp && !this.#closed) {
      const passages = chunks.nextUnembedded(BATCH);
      const vectors = await embedder.embed(
        passages.map(({ denseText }) => denseText),
        { priority: 'document' },
      );
      await this.#keep(index, info, passages, vectors);
      this.#refused = !(await segments.mayMake());
      if (this.#refused) return;
    }
    await segments.made();
  }

  async #keep(index: IndexedOrg, info: EmbedderInfo, passages: readonly Passage[], vectors: readonly Float32Array[]): Promise<void> {
    const { chunks } = index.held;
    const kept: Kept[] = [];
    passages.forEach((passage, i) => {
      // replaced or gone while it was embedded, or of an index that another model is used for by now
      if (chunks.passage(passage.id) !== passage || index.stamp !== info.stamp) return;
      const vector = vectors[i];
      if (vector?.length !== info.dimension || !vector.every(Number.isFinite)) {
        this.#parts.onIncident('the model gave something else than a vector for a text: it is found by its words alone');
        return chunks.giveUp(passage.id);
      }
      const quantized = quantize(vector);
      chunks.setVector(passage.id, quantized);
      index.kept.add(passage);
      kept.push({ passage, counted: countPassage(passage), vector: quantized });
    });
    await this.#parts.segments.keep(info.stamp, info.dimension, kept);
  }

  async #keepWords(): Promise<void> {
    const { segments, index: indexOf } = this.#parts;
    const { held, kept } = await indexOf();
    const fresh = [...held.chunks.all()].filter((passage) => !kept.has(passage));
    for (let from = 0; from + WORDS_BATCH <= fresh.length && (await segments.mayMake()); from += WORDS_BATCH) {
      // one that went or changed meanwhile is kept no more
      const some = fresh.slice(from, from + WORDS_BATCH).filter((passage) => held.chunks.passage(passage.id) === passage);
      await segments.keep(
        null,
        0,
        some.map((passage) => ({ passage, counted: countPassage(passage), vector: null })),
      );
      for (const passage of some) kept.add(passage);
    }
    if (fresh.length >= WORDS_BATCH) await segments.made();
  }
}
