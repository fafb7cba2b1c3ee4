import { queryKey } from '../../../../src/contract/query-key.ts';
import type { Embedder } from '../../../../worker/embed/embedder.ts';
import { render } from '../data.ts';
import { TOP, type Baseline } from './baseline.ts';

const BATCH = 32;

/** The model alone: cosines of whole vectors over every record. */
export function dense(embedder: Embedder): Baseline {
  return {
    name: 'dense',
    build: async (docs) => {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < docs.length; from += BATCH)
        vectors.push(...(await embedder.embed(docs.slice(from, from + BATCH).map(render), { priority: 'document' })));
      return async (query) => {
        const [asked] = await embedder.embed([queryKey(query)], { priority: 'query' });
        return vectors
          .map((vector, doc) => ({ doc, cosine: dot(vector, asked!) }))
          .sort((a, b) => b.cosine - a.cosine)
          .slice(0, TOP)
          .map(({ doc }) => docs[doc]!.id);
      };
    },
  };
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
