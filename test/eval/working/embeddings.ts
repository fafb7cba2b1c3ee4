import { MINILM_ROW8 } from '../../../src/node/model/known-models.ts';
import { createThreadEmbedder } from '../../../src/node/thread-embedder.ts';
import { openEmbedder } from '../retrieval/embeddings/open.ts';

const BATCH = 32;

/** The vectors of texts. They are kept from run to run: the model is started for those that are new. */
export async function vectorsOf(texts: readonly string[]): Promise<(text: string) => Float32Array> {
  const embedder = await openEmbedder(MINILM_ROW8, { start: () => createThreadEmbedder() });
  const all = [...new Set(texts)];
  const vectors = new Map<string, Float32Array>();
  for (let i = 0; i < all.length; i += BATCH) {
    const batch = all.slice(i, i + BATCH);
    const embedded = await embedder.embed(batch, { priority: 'document' });
    batch.forEach((text, n) => vectors.set(text, embedded[n]!));
  }
  await embedder.close();
  return (text) => vectors.get(text)!;
}
