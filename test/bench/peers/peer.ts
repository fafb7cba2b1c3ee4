import type { Dataset } from '../data/dataset.ts';

/** An engine that finds the nearest vectors. Document numbers go in and come out. */
export interface VectorPeer {
  build(dataset: Dataset): void | Promise<void>;
  search(query: Float32Array, k: number): number[] | Promise<number[]>;
  close(): void | Promise<void>;
}

/** An engine that finds texts by their words. */
export interface LexicalPeer {
  build(dataset: Dataset): void | Promise<void>;
  search(query: string, k: number): number[] | Promise<number[]>;
  close(): void | Promise<void>;
}
