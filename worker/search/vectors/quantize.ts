/** A unit vector as int8 with one scale: value ≈ data[i] × scale. */
export interface QuantizedVector {
  readonly scale: number;
  readonly data: Int8Array;
}

/** Quantises symmetrically to ±127. A zero vector keeps scale 0; NaN and infinities are refused. */
export function quantize(vector: Float32Array): QuantizedVector {
  const data = new Int8Array(vector.length);
  return { scale: quantizeInto(vector, 127, data), data };
}

/** The numbers that a stored vector stands for; null for none. */
export function dequantized(vector: QuantizedVector | undefined): Float32Array | null {
  return vector ? Float32Array.from(vector.data, (value) => value * vector.scale) : null;
}

/** Writes `vector` as whole numbers of ±`range` and returns the scale: value ≈ number × scale. @throws RangeError for NaN and infinities */
export function quantizeInto(vector: Float32Array, range: number, into: Int8Array | Int16Array): number {
  let largest = 0;
  for (const value of vector) {
    if (!Number.isFinite(value)) throw new RangeError('A vector has to be of finite numbers.');
    largest = Math.max(largest, Math.abs(value));
  }
  if (largest === 0) {
    into.fill(0);
    return 0;
  }
  const scale = largest / range;
  for (let i = 0; i < vector.length; i++) into[i] = Math.round(vector[i]! / scale);
  return scale;
}
