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
  return lendToSiblings(fused, passages, recipe.siblingShare).map(({ slot, score, lexical, cosine }) => ({ passage: passages[slot]!, score, lexical, cosine }));
}

/** Passages of one document gain from its best one, measured from the weakest candidate. */
function lendToSiblings(fused: readonly Fused[], passages: readonly (Passage | undefined)[], share: number): readonly Fused[] {
  const lowest = fused.at(-1)?.score ?? 0;
  if (share === 0) return fused;
  const best = new Map<string, number>();
  // in order, so the first of a document is its best
  for (const { slot, score } of fused) {
    const document = passages[slot]?.document;
    if (document && !best.has(document)) best.set(document, score - lowest);
  }
  const lent = fused.map(({ slot, score, lexical, cosine }): Fused => {
    const document = passages[slot]?.document;
    return { slot, lexical, cosine, score: (score + share * ((document && best.get(document)) || 0)) / (1 + share) };
  });
  // stable: scores that reached 1 keep the order that the fusion gave them
  return lent.sort((a, b) => b.score - a.score);
}
