import init, { EdgeVec, EdgeVecConfig } from 'edgevec';
import type { VectorPeer } from './peer.ts';

/** Its HNSW graph: in JavaScript its flat index takes single bits alone. */
export function edgevec(): VectorPeer {
  let index: EdgeVec | undefined;
  /** It numbers what it takes in by itself, from 1. */
  const numbers = new Map<number, number>();
  return {
    async build({ size, dimension, vector }) {
      await init();
      const config = new EdgeVecConfig(dimension);
      // on unit vectors the order of l2 is that of the cosine; its cosine and dot returned the worst hits first
      config.metric = 'l2';
      index = new EdgeVec(config);
      for (let i = 0; i < size; i++) numbers.set(index.insert(vector(i)), i);
    },
    search: (query, k) => index!.search(query, k).map(({ id }) => numbers.get(id) ?? -1),
    close: () => index?.free(),
  };
}
