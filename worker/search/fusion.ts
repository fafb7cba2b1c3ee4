/** One candidate as both sides see it. */
export interface Candidate {
  readonly slot: number;
  /** BM25+ sum, 0 or more. */
  readonly lexical: number;
  /** Cosine, −1 to 1; a typical one where the passage has no vector yet. */
  readonly cosine: number;
}

export interface Fused extends Candidate {
  /** 0 to 1, comparable between indexes. */
  readonly score: number;
}

export interface FusionInput {
  readonly candidates: readonly Candidate[];
  /** Σ idf of the query's terms. */
  readonly idfSum: number;
  /** Weight of the cosine, 0 to 1; 0 without an embedding. */
  readonly denseWeight: number;
}

/** A query term that matches well brings about this many times its idf. */
const ATTAINABLE = 1.5;

const fused = ({ slot, lexical, cosine }: Candidate, score: number): Fused => ({ slot, lexical, cosine, score });
const clamp = (value: number): number => Math.min(1, Math.max(0, value));

function absolute(input: FusionInput): number[] {
  const attainable = ATTAINABLE * input.idfSum || 1;
  return input.candidates.map(({ lexical, cosine }) => ((1 - input.denseWeight) * lexical) / attainable + input.denseWeight * Math.max(0, cosine));
}

/** Score by what the query could attain: needs no statistics of the candidates, so a lone hit keeps its meaning. */
export function fuseAbsolute(input: FusionInput): Fused[] {
  const scores = absolute(input);
  // in order of the whole score: words alone bring short passages past 1, where all would be alike
  return descending(input.candidates, scores).map(({ candidate, value }) => fused(candidate, clamp(value)));
}

/**
 * Order by standardised scores (each side by its own mean and deviation over the candidates), value on the absolute
 * scale: the standardised sum is moved to mean and deviation of the absolute scores, which keeps the order and makes
 * the value comparable with {@link fuseAbsolute}.
 */
export function fuseStandardised(input: FusionInput): Fused[] {
  const { candidates, denseWeight } = input;
  if (candidates.length < 2) return fuseAbsolute(input);
  const lexical = moments(candidates.map((candidate) => candidate.lexical));
  const cosine = moments(candidates.map((candidate) => candidate.cosine));
  const sums = candidates.map(
    (candidate) =>
      ((1 - denseWeight) * (candidate.lexical - lexical.mean)) / lexical.deviation + (denseWeight * (candidate.cosine - cosine.mean)) / cosine.deviation,
  );
  const from = moments(sums);
  const to = moments(absolute(input));
  return descending(candidates, sums).map(({ candidate, value }) => fused(candidate, clamp(to.mean + ((value - from.mean) / from.deviation) * to.deviation)));
}

/** Candidates with their values, highest first, ties by slot. */
function descending(candidates: readonly Candidate[], values: readonly number[]): { readonly candidate: Candidate; readonly value: number }[] {
  return candidates.map((candidate, i) => ({ candidate, value: values[i]! })).sort((a, b) => b.value - a.value || a.candidate.slot - b.candidate.slot);
}

/** A spread below this is rounding, not a difference. */
const NO_SPREAD = 1e-9;

function moments(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const deviation = Math.sqrt(variance);
  return { mean, deviation: deviation > NO_SPREAD ? deviation : 1 };
}
