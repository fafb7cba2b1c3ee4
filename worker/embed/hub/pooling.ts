/** How token vectors become one: their mean, the first (`cls`) or the last. */
export type Pooling = 'mean' | 'cls' | 'last';

export interface TokenStates {
  /** [texts, length, hidden] */
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** One unit vector a text, of the first `dimension` numbers. */
export function pool({ dims, data }: TokenStates, lengths: readonly number[], pooling: Pooling, dimension: number): Float32Array {
  const [, length = 0, hidden = 0] = dims;
  const vectors = new Float32Array(lengths.length * dimension);
  lengths.forEach((tokens, text) => {
    const [from, to] = pooling === 'mean' ? [0, tokens] : pooling === 'cls' ? [0, 1] : [tokens - 1, tokens];
    const vector = vectors.subarray(text * dimension, (text + 1) * dimension);
    for (let token = from; token < to; token++) {
      const at = (text * length + token) * hidden;
      for (let i = 0; i < dimension; i++) vector[i]! += data[at + i]!;
    }
    toUnit(vector);
  });
  return vectors;
}

/** In place. */
export function toUnit(vector: Float32Array): void {
  const norm = Math.hypot(...vector) || 1;
  for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
}
