import type { Candidate, Fused } from './fusion.ts';
import type { Passage, RankedPassage } from './passage.ts';
import type { Recipe } from './recipes.ts';

/** What a search found, and whether the embedding was part of it. */
export interface Ranking {
  readonly passages: readonly RankedPassage[];
  /** False when there was something to compare with but no embedding of the query came. */
  readonly dense: boolean;
}

/** The best of either side, and by what they are weighed. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly passages: readonly (Passage | undefined)[];
  /** Σ idf of the query's terms. */
  readonly idfSum: number;
  readonly denseWeight: number;
}

/** Candidates in the order of the recipe, best first. */
export function rankCandidates({ candidates, passages, idfSum, denseWeight }: Candidates, recipe: Recipe): RankedPassage[] {
  const fused = recipe.fuse({ candidates, idfSum, denseWeight });
  if (recipe.siblingShare > 0) lendToSiblings(fused, passages, recipe.siblingShare);
  return fused.map(({ slot, score, lexical, cosine }) => ({ passage: passages[slot]!, score, lexical, cosine }));
}

/** Passages of one document gain from its best one, measured from the weakest candidate. Changes scores and order. */
function lendToSiblings(fused: Fused[], passages: readonly (Passage | undefined)[], share: number): void {
  const lowest = fused.at(-1)?.score ?? 0;
  const best = new Map<string, number>();
  for (const hit of fused) {
    const document = passages[hit.slot]?.document;
    if (!document) hit.score /= 1 + share;
    else {
      // in order, so the first of a document is its best
      let lent = best.get(document);
      if (lent === undefined) best.set(document, (lent = hit.score - lowest));
      hit.score = (hit.score + share * lent) / (1 + share);
    }
  }
  // stable: scores that reached 1 keep the order that the fusion gave them
  fused.sort((a, b) => b.score - a.score);
}
