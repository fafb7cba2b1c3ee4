import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { VectorIndex } from '../../../worker/search/vectors/vector-index.ts';
import type { VectorPeer } from './peer.ts';

export function ours(): VectorPeer {
  let index: VectorIndex | undefined;
  return {
    build({ size, dimension, vector }) {
      index = new VectorIndex(new VectorArena(), dimension);
      for (let slot = 0; slot < size; slot++) index.set(slot, quantize(vector(slot)));
    },
    search: (query, k) => index!.nearest(query, k).map(({ slot }) => slot),
    close: () => index?.clear(),
  };
}
