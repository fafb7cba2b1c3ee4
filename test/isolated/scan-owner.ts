/** The worker of scan-helper.test.ts: owns the memory, and scans with a helping thread. */
import { loadKernel } from '../../wasm/kernel.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { quantize } from '../../worker/search/vectors/quantize.ts';
import { VectorIndex, type Neighbour } from '../../worker/search/vectors/vector-index.ts';
import { randomVector } from '../worker/search/vector-cases.ts';

export type Asked =
  | { readonly kind: 'fill'; readonly rows: number; readonly dimension: number }
  | { readonly kind: 'search'; readonly seeds: readonly number[]; readonly k: number }
  | { readonly kind: 'kill' };

export interface Told {
  readonly found: Neighbour[][];
  /** A second thread took part. */
  readonly helped: boolean;
}

let thread: Worker | undefined;
const arena = new VectorArena(loadKernel({ shared: true }), (start, onFailure) => {
  thread = new Worker(new URL('../../worker/main.ts', import.meta.url), { type: 'module', name: 'memoair-scan' });
  thread.addEventListener('error', onFailure);
  thread.postMessage(start);
  return () => thread?.terminate();
});
let index: VectorIndex | undefined;

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if (data.kind === 'fill') {
    index ??= new VectorIndex(arena, data.dimension);
    for (let slot = index.count; slot < data.rows; slot++) index.set(slot, quantize(randomVector(data.dimension, (slot % 5_000) + 1)));
  }
  if (data.kind === 'kill') thread?.terminate();
  const { seeds, k } = data.kind === 'search' ? data : { seeds: [], k: 0 };
  const found = index?.nearestOfEach(
    seeds.map((seed) => randomVector(index!.dimension, seed)),
    k,
  );
  self.postMessage({ found: found ?? [], helped: arena.helperFor(Math.ceil((index?.count ?? 0) / 256)) !== null } satisfies Told);
});
