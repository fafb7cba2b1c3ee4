import { createVectorIndex, quantize } from 'memoair-web/kernel';

/** A Worker that searches vectors of its own. */
export default {
  fetch() {
    const index = createVectorIndex(2);
    [
      [1, 0],
      [0, 1],
    ].forEach((vector, slot) => index.set(slot, quantize(Float32Array.from(vector))));
    return Response.json({ backend: index.backend, slot: index.nearest(Float32Array.from([0.6, 0.8]), 1)[0].slot });
  },
};
