import { create, insertMultiple, search } from '@orama/orama';
import type { LexicalPeer, VectorPeer } from './peer.ts';

const BATCH = 1_000;

export function oramaVectors(): VectorPeer {
  const db = create({ schema: { embedding: 'vector[384]' } });
  return {
    async build({ size, vector }) {
      for (let from = 0; from < size; from += BATCH) {
        const count = Math.min(BATCH, size - from);
        const batch = Array.from({ length: count }, (_, i) => ({ id: String(from + i), embedding: Array.from(vector(from + i)) }));
        await insertMultiple(db, batch, BATCH);
      }
    },
    async search(query, k) {
      // its default leaves out whatever is less similar than .8
      const { hits } = await search(db, { mode: 'vector', vector: { value: query, property: 'embedding' }, similarity: 0, limit: k });
      return hits.map(({ id }) => Number(id));
    },
    close: () => undefined,
  };
}

export function oramaWords(): LexicalPeer {
  const db = create({ schema: { text: 'string' } });
  return {
    async build({ texts }) {
      await insertMultiple(
        db,
        texts.map((text, i) => ({ id: String(i), text })),
        BATCH,
      );
    },
    async search(query, k) {
      const { hits } = await search(db, { term: query, limit: k });
      return hits.map(({ id }) => Number(id));
    },
    close: () => undefined,
  };
}
