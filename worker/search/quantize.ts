/** A unit vector as int8 with one scale: value ≈ data[i] × scale. */
export interface QuantizedVector {
  readonly scale: number;
  readonly data: Int8Array;
}

/** Quantises symmetrically to ±127. A zero vector keeps scale 0; NaN and infinities are refused. */
export function quantize(vector: Float32Array): QuantizedVector {
  let largest = 0;
  for (const value of vector) {
    if (!Number.isFinite(value)) throw new RangeError('A vector has to be of finite numbers.');
    largest = Math.max(largest, Math.abs(value));
  }
  const data = new Int8Array(vector.length);
  if (largest === 0) return { scale: 0, data };
  const scale = largest / 127;
  for (let i = 0; i < vector.length; i++) data[i] = Math.round(vector[i]! / scale);
  return { scale, data };
}
