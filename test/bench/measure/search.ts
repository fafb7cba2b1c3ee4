import type { Dataset, Query } from '../data/dataset.ts';
import type { JobTools } from '../page/protocol.ts';
import { quantiles, type Quantiles } from './quantiles.ts';
import { wasmBytes } from './wasm-memories.ts';

export const K = 10;
const WARM_UP = 20;
const WARM_UP_MS = 3_000;
/** A slow engine answers fewer queries, but never less than this many. */
const SEARCH_MS = 15_000;
const LEAST = 20;

export interface Measured extends Quantiles {
  readonly buildMs: number;
  /** Live JS heap and array buffers, null where the browser does not tell; and WASM memory. */
  readonly heapBytes: number | null;
  readonly wasmBytes: number;
  readonly answered: number;
  /** Mean over the queries. */
  readonly quality: number;
}

/** One engine under measure. */
export interface Subject {
  build(): void | Promise<void>;
  search(query: Query): number[] | Promise<number[]>;
  /** 0 to 1. */
  quality(hits: readonly number[], query: Query, index: number): number;
}

/** Builds, warms up, and asks the queries one after another. */
export async function measureSearch(subject: Subject, dataset: Dataset, tools: JobTools): Promise<Measured> {
  const before = await tools.heapBytes();
  const wasmBefore = wasmBytes();
  tools.phase('build');
  const start = performance.now();
  await subject.build();
  const buildMs = performance.now() - start;
  tools.phase('search');
  const after = await tools.heapBytes();
  const heapBytes = before === null || after === null ? null : Math.max(0, after - before);
  const memory = { heapBytes, wasmBytes: wasmBytes() - wasmBefore };

  const warmUntil = performance.now() + WARM_UP_MS;
  for (const query of dataset.queries.slice(0, WARM_UP)) {
    await subject.search(query);
    if (performance.now() > warmUntil) break;
  }
  const times: number[] = [];
  let quality = 0;
  const until = performance.now() + SEARCH_MS;
  for (const [index, query] of dataset.queries.entries()) {
    const asked = performance.now();
    const hits = await subject.search(query);
    const answered = performance.now();
    times.push(answered - asked);
    quality += subject.quality(hits, query, index);
    if (answered > until && times.length >= LEAST) break;
  }
  return { buildMs, ...memory, ...quantiles(times), answered: times.length, quality: quality / times.length };
}
