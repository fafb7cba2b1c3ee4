import { normal, seeded } from './random.ts';
import { excerpt, zipfTexts } from './texts.ts';
import { clusteredVectors, DIMENSION, nearby } from './vectors.ts';

export interface Query {
  readonly vector: Float32Array;
  readonly text: string;
  /** The document that both were made from. */
  readonly source: number;
}

/** Documents numbered from 0, each a vector and a text that have nothing to do with each other. */
export interface Dataset {
  readonly size: number;
  readonly dimension: number;
  /** All vectors, one behind the other. */
  readonly flat: Float32Array;
  readonly texts: readonly string[];
  readonly queries: readonly Query[];
  readonly vector: (index: number) => Float32Array;
}

export interface DatasetOptions {
  readonly size: number;
  readonly queries?: number;
  /** Without vectors the arrays are empty: a lexical engine's memory should not hold them. */
  readonly vectors?: boolean;
}

const SEED = 20_261;

/** The same documents and queries wherever and whenever it is called. */
export function makeDataset({ size, queries = 200, vectors = true }: DatasetOptions): Dataset {
  const flat = vectors ? clusteredVectors(size, SEED) : new Float32Array(0);
  const texts = zipfTexts(size, SEED + 1);
  const vector = (index: number): Float32Array => flat.subarray(index * DIMENSION, (index + 1) * DIMENSION);
  const uniform = seeded(SEED + 2);
  const next = normal(seeded(SEED + 3));
  const made = Array.from({ length: queries }, (): Query => {
    const source = Math.floor(uniform() * size);
    return { source, text: excerpt(texts[source]!, uniform), vector: vectors ? nearby(vector(source), next) : new Float32Array(0) };
  });
  return { size, dimension: DIMENSION, flat, texts, queries: made, vector };
}
