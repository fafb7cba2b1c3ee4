import { loadHnswlib, type HierarchicalNSW } from 'hnswlib-wasm';
import type { VectorPeer } from './peer.ts';

/** Parameters that its own documentation recommends. */
const M = 32;
const EF_CONSTRUCTION = 128;
const EF_SEARCH = 100;

export function hnswlib(): VectorPeer {
  let index: HierarchicalNSW | undefined;
  return {
    async build({ size, dimension, vector }) {
      const library = await loadHnswlib();
      index = new library.HierarchicalNSW('cosine', dimension, '');
      index.initIndex(size, M, EF_CONSTRUCTION, 100);
      index.setEfSearch(EF_SEARCH);
      for (let i = 0; i < size; i++) index.addPoint(vector(i), i, false);
    },
    search: (query, k) => index!.searchKnn(query, k, undefined).neighbors,
    close: () => undefined,
  };
}
