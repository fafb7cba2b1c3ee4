import type { Candidate, Fused } from './fusion.ts';
import type { LexicalScores } from './lexical/lexical-index.ts';
import type { Passage, RankedPassage } from './passage.ts';
import type { Recipe } from './recipes.ts';

/** What a search found, and whether the embedding was part of it. */
export interface Ranking {
  readonly passages: readonly RankedPassage[];
  /** False when there was something to compare with but no embedding of the query came. */
  readonly dense: boolean;
}

/** The best of either side, and what each side says of them. */
export interface Candidates {
  readonly slots: readonly number[];
  readonly passages: readonly (Passage | undefined)[];
  readonly lexical: LexicalScores;
  /** By slot; null without an embedding. */
  readonly cosines: ReadonlyMap<number, number> | null;
  readonly denseWeight: number;
}

/** Candidates in the order of the recipe, best first. */
export function rankCandidates({ slots, passages, lexical, cosines, denseWeight }: Candidates, recipe: Recipe): RankedPassage[] {
  const missing = cosines ? typicalCosine(slots, cosines, lexical.values) : 0;
  const candidates = slots.map((slot): Candidate => ({ slot, lexical: lexical.values[slot] ?? 0, cosine: cosines?.get(slot) ?? missing }));
  const fused = recipe.fuse({ candidates, idfSum: lexical.idfSum, denseWeight });
  return lendToSiblings(fused, passages, recipe.siblingShare).map(({ slot, score, lexical: words, cosine }) => ({
    passage: passages[slot]!,
    score,
    lexical: words,
    cosine,
  }));
}

/** Passages of one document gain from its best one, measured from the weakest candidate. */
function lendToSiblings(fused: readonly Fused[], passages: readonly (Passage | undefined)[], share: number): readonly Fused[] {
  const lowest = fused.at(-1)?.score ?? 0;
  if (share === 0) return fused;
  const best = new Map<string, number>();
  for (const { slot, score } of fused) {
    const document = passages[slot]?.document;
    if (document) best.set(document, Math.max(best.get(document) ?? 0, score - lowest));
  }
  const lent = fused.map((hit) => {
    const document = passages[hit.slot]?.document;
    return { ...hit, score: (hit.score + share * ((document && best.get(document)) || 0)) / (1 + share) };
  });
  // stable: scores that reached 1 keep the order that the fusion gave them
  return lent.sort((a, b) => b.score - a.score);
}

/**
 * What a passage that is not embedded yet is taken to score: the mean of the candidates that match by words, as it does.
 * Zero would put a turn that was said a moment ago behind everything older.
 */
function typicalCosine(slots: readonly number[], cosines: ReadonlyMap<number, number>, lexical: Float32Array): number {
  const known = slots.filter((slot) => cosines.has(slot));
  const matching = known.filter((slot) => (lexical[slot] ?? 0) > 0);
  const sample = matching.length > 0 ? matching : known;
  return sample.length === 0 ? 0 : sample.reduce((sum, slot) => sum + cosines.get(slot)!, 0) / sample.length;
}
