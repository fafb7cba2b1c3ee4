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
  /** What the two sides come to together at best, where that is not 1. */
  readonly scale?: number;
}

/** Candidates in the order of the recipe, best first. */
export function rankCandidates(found: Candidates, recipe: Recipe): RankedPassage[] {
  const { candidates, passages, asks, scale = 1 } = found;
  const { siblings, cues } = recipe;
  const sums = sumsOf(recipe.fusion, found);
  if (cues.question > 0 || cues.length > 0 || asks.time || asks.number) {
    for (let i = 0; i < sums.length; i++) sums[i]! += cuesOf(passages[candidates[i]!.slot]!, asks, cues);
  }
  let order = descending(candidates, sums);
  if (siblings.share > 0) {
    lendToSiblings(order, sums, (i) => passages[candidates[i]!.slot]!.document, siblings);
    order = descending(candidates, sums);
  }
  const scores = scoresOf(recipe.fusion, sums, found, scale * (1 + siblings.share));
  return order.map((i) => {
    const { slot, lexical, cosine } = candidates[i]!;
    return { passage: passages[slot]!, score: scores[i]!, lexical, cosine };
  });
}

/** Highest sum first, ties by slot. */
function descending(candidates: readonly Candidate[], sums: Float64Array): number[] {
  return [...candidates.keys()].sort((a, b) => sums[b]! - sums[a]! || candidates[a]!.slot - candidates[b]!.slot);
}

interface Lent {
  sum: number;
  count: number;
}

/**
 * Every passage gains from the best of its document; one without a document is one of its own. What counts is by how much
 * they are better than the weakest candidate, which all are given: so that the best one's sum, divided, is what it was.
 */
function lendToSiblings(order: readonly number[], sums: Float64Array, documentOf: (i: number) => string | null, { share, depth }: Recipe['siblings']): void {
  if (order.length === 0) return;
  const lowest = sums[order.at(-1)!]!;
  let whole = 0;
  for (let n = 1; n <= depth; n++) whole += 1 / n;
  const lent = new Map<string, Lent>();
  for (const i of order) {
    const document = documentOf(i);
    if (document === null) {
      sums[i]! += share * (lowest + (sums[i]! - lowest) / whole);
      continue;
    }
    const known = lent.get(document);
    if (!known) lent.set(document, { sum: sums[i]! - lowest, count: 1 });
    else if (known.count < depth) known.sum += (sums[i]! - lowest) / ++known.count;
  }
  for (const i of order) {
    const document = documentOf(i);
    if (document !== null) sums[i]! += share * (lowest + lent.get(document)!.sum / whole);
  }
}
