import type { Dataset } from '../data/dataset.ts';
import type { VectorPeer } from './peer.ts';

/** What anyone writes first: float32, one loop, one sort. */
export function bruteForce(): VectorPeer {
  let rows = new Float32Array(0);
  let dimension = 0;
  const score = (index: number, query: Float32Array): number => {
    let sum = 0;
    for (let i = 0, at = index * dimension; i < dimension; i++) sum += rows[at + i]! * query[i]!;
    return sum;
  };
  return {
    build(dataset: Dataset) {
      rows = dataset.flat.slice();
      dimension = dataset.dimension;
    },
    search(query, k) {
      const hits = Array.from({ length: rows.length / dimension }, (_, id) => ({ id, score: score(id, query) }));
      return hits
        .sort((a, b) => b.score - a.score)
        .slice(0, k)
        .map(({ id }) => id);
    },
    close: () => undefined,
  };
}
