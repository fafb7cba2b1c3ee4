/** One candidate as both sides see it. */
export interface Candidate {
  readonly slot: number;
  /** BM25+ sum, 0 or more. */
  readonly lexical: number;
  /** Cosine, −1 to 1; a typical one where the passage has no vector yet. */
  readonly cosine: number;
}

/** A third opinion: how like each candidate is to the query moved towards the best one. */
export interface Feedback {
  /** In the order of the candidates. */
  readonly alike: Float32Array;
  readonly weight: number;
}

export interface FusionInput {
  readonly candidates: readonly Candidate[];
  /** Σ idf of the query's terms. */
  readonly idfSum: number;
  /** Weight of the cosine, 0 to 1; 0 without an embedding. */
  readonly denseWeight: number;
  readonly feedback?: Feedback | null;
}

/**
 * `absolute`: by what the query could attain; needs no statistics of the candidates, so a lone hit keeps its meaning.
 * `standardised`: each side by its own mean and deviation over the candidates.
 */
export type Fusion = 'absolute' | 'standardised';

/** A query term that matches well brings about this many times its idf. */
const ATTAINABLE = 1.5;

/** A spread below this is rounding, not a difference. */
const NO_SPREAD = 1e-9;

// These run in every recall, over some two hundred candidates. Garbage is collected by threads of its own, which take a
// core from the model, so there is no object a candidate here and no list but the sums.

/** What each candidate comes to, in their order: higher is better, in units of the fusion. */
export function sumsOf(fusion: Fusion, input: FusionInput): Float64Array {
  if (fusion === 'absolute') return absolute(input);
  const { candidates, denseWeight, feedback } = input;
  const sums = new Float64Array(candidates.length);
  const side = new Float64Array(candidates.length);
  for (let i = 0; i < side.length; i++) side[i] = candidates[i]!.lexical;
  addStandardised(sums, side, 1 - denseWeight);
  for (let i = 0; i < side.length; i++) side[i] = candidates[i]!.cosine;
  addStandardised(sums, side, denseWeight);
  if (feedback) {
    side.set(feedback.alike);
    addStandardised(sums, side, feedback.weight);
  }
  return sums;
}

/**
 * Sums as scores from 0 to 1 that are comparable between indexes; equal order, but for what reaches a bound. Absolute sums
 * are divided by `scale`, what a perfect candidate could have gained by more than the two sides. Standardised ones are
 * moved to mean and deviation of the absolute ones.
 */
export function scoresOf(fusion: Fusion, sums: Float64Array, input: FusionInput, scale = 1): Float64Array {
  if (fusion === 'absolute') return sums.map((sum) => clamp(sum / scale));
  const from = moments(sums);
  const to = moments(absolute(input));
  return sums.map((sum) => clamp(to.mean + ((sum - from.mean) / from.deviation) * to.deviation));
}

function absolute({ candidates, idfSum, denseWeight, feedback }: FusionInput): Float64Array {
  const attainable = ATTAINABLE * idfSum || 1;
  const sums = new Float64Array(candidates.length);
  for (let i = 0; i < sums.length; i++) {
    const { lexical, cosine } = candidates[i]!;
    sums[i] = ((1 - denseWeight) * lexical) / attainable + denseWeight * Math.max(0, cosine);
  }
  if (feedback) for (let i = 0; i < sums.length; i++) sums[i]! += feedback.weight * Math.max(0, feedback.alike[i]!);
  return sums;
}

function addStandardised(sums: Float64Array, values: Float64Array, weight: number): void {
  const { mean, deviation } = moments(values);
  for (let i = 0; i < sums.length; i++) sums[i]! += (weight * (values[i]! - mean)) / deviation;
}

function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]!;
  mean /= values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (values[i]! - mean) ** 2;
  const deviation = Math.sqrt(variance / values.length);
  return { mean, deviation: deviation > NO_SPREAD ? deviation : 1 };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
