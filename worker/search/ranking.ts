import type { Asks } from './asks.ts';
import { cuesOf } from './cues.ts';
import { scoresOf, sumsOf, type Candidate, type FusionInput } from './fusion.ts';
import type { Passage, RankedPassage } from './passage.ts';
import type { Recipe } from './recipes.ts';

/** What a search found, and whether the embedding was part of it. */
export interface Ranking {
  readonly passages: readonly RankedPassage[];
  /** False when there was something to compare with but no embedding of the query came. */
  readonly dense: boolean;
}

/** The best of either side, and by what they are weighed. */
export interface Candidates extends FusionInput {
  readonly passages: readonly (Passage | undefined)[];
  readonly asks: Asks;
}

/** Candidates in the order of the recipe, best first. */
export function rankCandidates(found: Candidates, recipe: Recipe): RankedPassage[] {
  const { candidates, passages, asks } = found;
  const { siblings, cues } = recipe;
  const sums = sumsOf(recipe.fusion, found);
  if (cues.question > 0 || cues.length > 0 || asks.time || asks.number) {
    for (let i = 0; i < sums.length; i++) sums[i]! += cuesOf(passages[candidates[i]!.slot]!, asks, cues);
  }
  if (siblings.share > 0) lendToSiblings(sums, (i) => passages[candidates[i]!.slot]!.document, siblings);
  const scores = scoresOf(recipe.fusion, sums, found, 1 + siblings.share);
  return descending(candidates, sums).map((i) => {
    const { slot, lexical, cosine } = candidates[i]!;
    return { passage: passages[slot]!, score: scores[i]!, lexical, cosine };
  });
}

/** Highest sum first, ties by slot. */
function descending(candidates: readonly Candidate[], sums: Float64Array): number[] {
  return [...candidates.keys()].sort((a, b) => sums[b]! - sums[a]! || candidates[a]!.slot - candidates[b]!.slot);
}

/**
 * Every passage gains from the best of its document; one without a document is one of its own. What counts is by how much
 * they are better than the weakest candidate, which all are given: so that the best one's sum, divided, is what it was.
 */
function lendToSiblings(sums: Float64Array, documentOf: (i: number) => string | null, { share, depth }: Recipe['siblings']): void {
  let lowest = Infinity;
  for (const sum of sums) if (sum < lowest) lowest = sum;
  /** Of each document what its best ones are above the weakest, best first. */
  const best = new Map<string, number[]>();
  for (let i = 0; i < sums.length; i++) {
    const document = documentOf(i);
    if (document === null) continue;
    const known = best.get(document);
    if (known) insert(known, sums[i]! - lowest, depth);
    else best.set(document, [sums[i]! - lowest]);
  }
  const alone: number[] = [0];
  const whole = weighed(Array.from({ length: depth }, () => 1));
  for (let i = 0; i < sums.length; i++) {
    const document = documentOf(i);
    alone[0] = sums[i]! - lowest;
    sums[i]! += share * (lowest + weighed(document === null ? alone : best.get(document)!) / whole);
  }
}

/** Puts a value into a list that falls, of at most `most`. */
function insert(falling: number[], value: number, most: number): void {
  let at = falling.length;
  while (at > 0 && falling[at - 1]! < value) at--;
  if (at >= most) return;
  falling.splice(at, 0, value);
  if (falling.length > most) falling.pop();
}

/** The n-th counted 1/n. */
function weighed(falling: readonly number[]): number {
  let sum = 0;
  for (let n = 0; n < falling.length; n++) sum += falling[n]! / (n + 1);
  return sum;
}
