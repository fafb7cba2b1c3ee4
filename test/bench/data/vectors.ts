import { normal, seeded } from './random.ts';

export const DIMENSION = 384;
const POINTS_PER_CLUSTER = 20;
const DIRECTIONS = 256;

/** Shares of a point: what all texts have in common, its topic, what it says of it, and noise. */
const COMMON = 0.3;
const TOPIC = 0.62;
const DETAIL = 0.2;
const NOISE = 0.35;
const QUERY_NOISE = 0.4;

function gaussian(next: () => number): Float32Array {
  return Float32Array.from({ length: DIMENSION }, next);
}

function unit(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const factor = 1 / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i]! *= factor;
  return vector;
}

function add(sum: Float32Array, vector: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += vector[i]! * factor;
}

/**
 * Unit vectors one behind the other, in clusters of about twenty, shaped like sentence embeddings: all lean one way
 * (cosine of two strangers about .1), topics share directions, and a topic's members lie at cosine .5 to .7.
 */
export function clusteredVectors(count: number, seed: number): Float32Array {
  const uniform = seeded(seed);
  const next = normal(uniform);
  const common = unit(gaussian(next));
  const directions = Array.from({ length: DIRECTIONS }, () => unit(gaussian(next)));
  const direction = (): Float32Array => directions[Math.floor(uniform() * DIRECTIONS)]!;
  const topics = Array.from({ length: Math.max(1, Math.ceil(count / POINTS_PER_CLUSTER)) }, () => {
    const topic = gaussian(next);
    unit(topic);
    for (let i = 0; i < 6; i++) add(topic, direction(), next() * 0.5);
    return unit(topic);
  });
  const rows = new Float32Array(count * DIMENSION);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * DIMENSION, (i + 1) * DIMENSION);
    add(row, common, COMMON);
    add(row, topics[Math.floor(uniform() * topics.length)]!, TOPIC);
    for (let j = 0; j < 6; j++) add(row, direction(), next() * DETAIL);
    for (let j = 0; j < DIMENSION; j++) row[j]! += (next() * NOISE) / Math.sqrt(DIMENSION);
    unit(row);
  }
  return rows;
}

/** A unit vector near a point, at a cosine of about .93. */
export function nearby(point: Float32Array, next: () => number): Float32Array {
  const query = point.slice();
  for (let i = 0; i < query.length; i++) query[i]! += (next() * QUERY_NOISE) / Math.sqrt(DIMENSION);
  return unit(query);
}
