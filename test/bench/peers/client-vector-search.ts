import { EmbeddingIndex } from 'client-vector-search';
import type { VectorPeer } from './peer.ts';

export function clientVectorSearch(): VectorPeer {
  const index = new EmbeddingIndex();
  return {
    build({ size, vector }) {
      for (let id = 0; id < size; id++) index.add({ id, embedding: Array.from(vector(id)) });
    },
    async search(query, k) {
      const hits = await index.search(Array.from(query), { topK: k });
      return hits.map(({ object }) => object.id);
    },
    close: () => undefined,
  };
}
