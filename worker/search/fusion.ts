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
  score: number;
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

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

// Three of these run in every recall, over some two hundred candidates each. Garbage is collected by threads of its own,
// which take a core from the model, so there is one object a candidate and no list but the sums.

function absolute({ candidates, idfSum, denseWeight }: FusionInput): Float64Array {
  const attainable = ATTAINABLE * idfSum || 1;
  const scores = new Float64Array(candidates.length);
  for (let i = 0; i < scores.length; i++) {
    const { lexical, cosine } = candidates[i]!;
    scores[i] = ((1 - denseWeight) * lexical) / attainable + denseWeight * Math.max(0, cosine);
  }
  return scores;
}

/** Score by what the query could attain: needs no statistics of the candidates, so a lone hit keeps its meaning. */
export function fuseAbsolute(input: FusionInput): Fused[] {
  // in order of the whole score: words alone bring short passages past 1, where all would be alike
  const fused = descending(input.candidates, absolute(input));
  for (const each of fused) each.score = clamp(each.score);
  return fused;
}

/**
 * Order by standardised scores (each side by its own mean and deviation over the candidates), value on the absolute
 * scale: the standardised sum is moved to mean and deviation of the absolute scores, which keeps the order and makes
 * the value comparable with {@link fuseAbsolute}.
 */
export function fuseStandardised(input: FusionInput): Fused[] {
  const { candidates, denseWeight } = input;
  if (candidates.length < 2) return fuseAbsolute(input);
  const sums = new Float64Array(candidates.length);
  for (let i = 0; i < sums.length; i++) sums[i] = candidates[i]!.lexical;
  const lexical = moments(sums);
  for (let i = 0; i < sums.length; i++) sums[i] = candidates[i]!.cosine;
  const cosine = moments(sums);
  for (let i = 0; i < sums.length; i++) {
    const candidate = candidates[i]!;
    sums[i] =
      ((1 - denseWeight) * (candidate.lexical - lexical.mean)) / lexical.deviation + (denseWeight * (candidate.cosine - cosine.mean)) / cosine.deviation;
  }
  const from = moments(sums);
  const to = moments(absolute(input));
  const fused = descending(candidates, sums);
  for (const each of fused) each.score = clamp(to.mean + ((each.score - from.mean) / from.deviation) * to.deviation);
  return fused;
}

/** Candidates with their scores, highest first, ties by slot. */
function descending(candidates: readonly Candidate[], scores: Float64Array): Fused[] {
  return candidates
    .map(({ slot, lexical, cosine }, i): Fused => ({ slot, lexical, cosine, score: scores[i]! }))
    .sort((a, b) => b.score - a.score || a.slot - b.slot);
}

/** A spread below this is rounding, not a difference. */
const NO_SPREAD = 1e-9;

function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += values[i]!;
  mean /= values.length;
  let variance = 0;
  for (let i = 0; i < values.length; i++) variance += (values[i]! - mean) ** 2;
  const deviation = Math.sqrt(variance / values.length);
  return { mean, deviation: deviation > NO_SPREAD ? deviation : 1 };
}
