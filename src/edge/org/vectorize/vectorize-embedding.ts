import { nameOf } from '../../../contract/errors.ts';
import { EmbedderReplaced, type Embedder } from '../../../../worker/embed/embedder.ts';
import { chunkPassage } from '../../../../worker/org-passage.ts';
import type { OrgRows } from '../../org-object.ts';
import { VECTORIZE, type VectorBinding, type VectorRow } from './vector-binding.ts';
import { vectorSpace, type VectorSpace } from './vector-space.ts';

/** The embedder makes passes of texts of one length out of these. */
const BATCH = 32;
/** Texts that are embedded for one upsert: each is a call, and a change that takes effect by itself. */
const UPSERT = 256;

/** What {@link VectorizeEmbedding} works with: all of it is of one object. */
export interface VectorizeEmbeddingParts {
  readonly vectors: VectorBinding;
  readonly embedder: Embedder | null;
  readonly rows: () => OrgRows;
  /** Of this object, among all writers. */
  readonly writer: string;
  readonly onIncident: (what: string) => void;
}

/** Keeps Vectorize up with the chunks of an org object, behind the answers: one object at a time does, by leave of the org object. */
export class VectorizeEmbedding {
  readonly #parts: VectorizeEmbeddingParts;
  #space: VectorSpace | null = null;
  #pending = 0;
  #notified = false;
  #told = false;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(parts: VectorizeEmbeddingParts) {
    this.#parts = parts;
  }

  /** Where the vectors of the model are; null while there is no model. */
  get space(): VectorSpace | null {
    return this.#space;
  }

  /** Texts that this object is embedding. */
  get pending(): number {
    return this.#pending;
  }

  /** There may be something to do. What failed is tried again. */
  notify(): void {
    this.#notified = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#notified && !this.#closed) this.notify();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const { embedder, onIncident } = this.#parts;
    try {
      while (this.#notified && !this.#closed) {
        this.#notified = false;
        if (embedder) await this.#embed(embedder);
      }
      this.#told = false;
    } catch (thrown) {
      if (!(thrown instanceof EmbedderReplaced) && !this.#told) onIncident(`vectors of the org lane were not written: ${nameOf(thrown)}`);
      // until it is mended, once
      this.#told = true;
    } finally {
      this.#pending = 0;
    }
  }

  async #embed(embedder: Embedder): Promise<void> {
    const { rows, vectors, writer, onIncident } = this.#parts;
    const { stamp, dimension } = await embedder.ready();
    if (dimension > VECTORIZE.dimensions) return onIncident(`Vectorize takes vectors of ${VECTORIZE.dimensions} numbers at most: the org lane goes by words`);
    const space = vectorSpace(await rows().orgId(), stamp);
    this.#space = space;
    while (!this.#closed && (await rows().mayMake(writer))) {
      const { missing, gone } = await rows().vectorWork(stamp, UPSERT, VECTORIZE.batch);
      if (missing.length + gone.length === 0) return rows().made(writer);
      this.#pending = missing.length;
      if (gone.length > 0) await vectors.deleteByIds(gone.map((slot) => space.idOf(slot)));
      const made: VectorRow[] = [];
      for (let from = 0; from < missing.length; from += BATCH) {
        const some = missing.slice(from, from + BATCH);
        const values = await embedder.embed(
          some.map(({ chunk }) => chunkPassage(chunk).denseText),
          { priority: 'document' },
        );
        some.forEach(({ slot, chunk }, i) => {
          const vector = values[i];
          if (vector?.length !== dimension || !vector.every(Number.isFinite))
            onIncident('the model gave something else than a vector for a text: it is found by its words alone');
          else made.push({ id: space.idOf(slot), values: [...vector], namespace: space.namespace, metadata: { index: chunk.index } });
        });
      }
      if (made.length > 0) await vectors.upsert(made);
      await rows().vectorsWritten(
        missing.map(({ slot }) => slot),
        gone,
      );
    }
  }
}
