import type { Embedder, EmbedderInfo } from '../../worker/embed/embedder.ts';
import { quantize } from '../../worker/search/vectors/quantize.ts';
import { toBase64 } from './bytes.ts';
import { TERMS, type ChunkRow } from './cloud-rows.ts';
import type { CloudStore, CloudWriter } from './cloud-store.ts';

/** What embeds: the model of the devices, or they cannot use what comes. */
export type ChunkEmbedder = Pick<Embedder, 'ready' | 'embed'>;

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
    try {
      const info = await this.#embedder.ready();
      await this.#dropOthers(partition, info);
      do {
        const working = this.#working.get(partition);
        if (working) working.again = false;
        while (!this.#closed.signal.aborted && (await this.#fillSome(partition, info)));
      } while (!this.#closed.signal.aborted && this.#working.get(partition)?.again === true);
    } catch (thrown) {
      if (!this.#closed.signal.aborted) this.#onFailed(thrown instanceof Error ? thrown.name : 'Error');
    } finally {
      this.#working.delete(partition);
    }
  }

  /** Vectors of another model are of no use beside those of this one. */
  async #dropOthers(partition: string, { stamp }: EmbedderInfo): Promise<void> {
    if ((await this.#store.read(partition, (rows) => rows.get('meta', 'state')))?.stamp === stamp) return;
    await this.#store.transaction(partition, (rows) => {
      const state = rows.get('meta', 'state');
      if (!state || state.stamp === stamp) return;
      for (const row of rows.all('chunks')) if (row.chunk?.vector) rows.put('chunks', { ...row, chunk: { ...row.chunk, vector: null } });
      rows.put('meta', { ...state, stamp });
    });
  }

  /** True when there were some, so that there may be more. */
  async #fillSome(partition: string, info: EmbedderInfo): Promise<boolean> {
    const bare = await this.#store.read(partition, (rows) => rows.find('chunks', TERMS.bare, BATCH));
    if (bare.length === 0) return false;
    const texts = bare.map(({ chunk }) => chunk?.text ?? '');
    const vectors = await this.#embedder.embed(texts, { priority: 'document', signal: this.#closed.signal });
    const quantized = vectors.map((vector) => quantize(vector));
    await this.#store.transaction(partition, (rows) => {
      bare.forEach((row, i) => {
        const { scale, data } = quantized[i]!;
        put(rows, row, { stamp: info.stamp, dimension: info.dimension, scale, data: toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) });
      });
    });
    return true;
  }
}

/** Unless the chunk was replaced or removed while it was embedded. */
function put(rows: CloudWriter, { id, chunk: embedded }: ChunkRow, vector: NonNullable<NonNullable<ChunkRow['chunk']>['vector']>): void {
  const state = rows.get('meta', 'state');
  const chunk = rows.get('chunks', id)?.chunk;
  if (!state || !chunk || chunk.text !== embedded?.text) return;
  const seq = state.seq + 1;
  rows.put('chunks', { id, seq, chunk: { ...chunk, vector } });
  rows.put('meta', { ...state, seq });
}
