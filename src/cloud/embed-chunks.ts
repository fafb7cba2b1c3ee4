import type { Embedder, EmbedderInfo } from '../../worker/embed/embedder.ts';
import { quantize } from '../../worker/search/vectors/quantize.ts';
import { toBase64 } from './bytes.ts';
import { TERMS, type ChunkRow } from './cloud-rows.ts';
import type { CloudStore, CloudWriter } from './cloud-store.ts';

/** What embeds: the model of the devices, or they cannot use what comes. */
export type ChunkEmbedder = Pick<Embedder, 'ready' | 'embed'>;

export interface EmbedChunksOptions {
  /** Texts at most. */
  readonly batch: number;
  readonly signal?: AbortSignal;
}

/** Gives some chunks of a partition their vectors. True when there were any, so that there may be more. Rejects when the model fails. */
export async function embedChunks(store: CloudStore, partition: string, embedder: ChunkEmbedder, { batch, signal }: EmbedChunksOptions): Promise<boolean> {
  const info = await embedder.ready();
  await dropOthers(store, partition, info);
  const bare = await store.read(partition, (rows) => rows.find('chunks', TERMS.bare, batch));
  if (bare.length === 0) return false;
  const texts = bare.map(({ chunk }) => chunk?.text ?? '');
  const vectors = await embedder.embed(texts, { priority: 'document', ...(signal ? { signal } : {}) });
  const quantized = vectors.map((vector) => quantize(vector));
  await store.transaction(partition, (rows) => {
    bare.forEach((row, i) => {
      const { scale, data } = quantized[i]!;
      put(rows, row, { stamp: info.stamp, dimension: info.dimension, scale, data: toBase64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) });
    });
  });
  return true;
}

/** Vectors of another model are of no use beside those of this one. */
async function dropOthers(store: CloudStore, partition: string, { stamp }: EmbedderInfo): Promise<void> {
  if ((await store.read(partition, (rows) => rows.get('meta', 'state')))?.stamp === stamp) return;
  await store.transaction(partition, (rows) => {
    const state = rows.get('meta', 'state');
    if (!state || state.stamp === stamp) return;
    for (const row of rows.all('chunks')) if (row.chunk?.vector) rows.put('chunks', { ...row, chunk: { ...row.chunk, vector: null } });
    rows.put('meta', { ...state, stamp });
  });
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
