import type { Asks } from './asks.ts';
import { cuesOf } from './cues.ts';
import { ALONE, Documents } from './documents.ts';
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
  /** The number of a slot's document, where documents have numbers. */
  readonly documentOf?: (slot: number) => number;
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
  if (siblings.share > 0) {
    const documentOf = found.documentOf ?? numbersByName(found);
    lendToSiblings(sums, (i) => documentOf(candidates[i]!.slot), siblings);
  }
  const scores = scoresOf(recipe.fusion, sums, found, 1 + siblings.share);
  return descending(candidates, sums).map((i) => {
    const { slot, lexical, cosine } = candidates[i]!;
    return { passage: passages[slot]!, score: scores[i]!, lexical, cosine };
  });
}

function numbersByName({ candidates, passages }: Candidates): (slot: number) => number {
  const documents = new Documents();
  for (const { slot } of candidates) documents.add(slot, passages[slot]!.document);
  return (slot) => documents.of(slot);
}

/** Highest sum first, ties by slot. */
function descending(candidates: readonly Candidate[], sums: Float64Array): number[] {
  return [...candidates.keys()].sort((a, b) => sums[b]! - sums[a]! || candidates[a]!.slot - candidates[b]!.slot);
}

/**
 * Every passage gains from the best of its document; one without a document is one of its own. What counts is by how much
 * they are better than the weakest candidate, which all are given: so that the best one's sum, divided, is what it was.
 */
function lendToSiblings(sums: Float64Array, documentOf: (i: number) => number, { share, depth }: Recipe['siblings']): void {
  let lowest = Infinity;
  for (const sum of sums) if (sum < lowest) lowest = sum;
  const places = new Map<number, number>();
  const placeOf = new Int32Array(sums.length);
  /** `depth` numbers a document: what its best ones are above the weakest, best first. */
  const best = new Float64Array(sums.length * depth);
  for (let i = 0, next = 0; i < sums.length; i++) {
    const document = documentOf(i);
    const known = document === ALONE ? undefined : places.get(document);
    const place = known ?? next++;
    if (known === undefined && document !== ALONE) places.set(document, place);
    placeOf[i] = place;
    insert(best, place * depth, depth, sums[i]! - lowest);
  }
  let whole = 0;
  for (let n = 1; n <= depth; n++) whole += 1 / n;
  for (let i = 0; i < sums.length; i++) sums[i]! += share * (lowest + weighed(best, placeOf[i]! * depth, depth) / whole);
}

/** Puts a value among the `count` falling ones from `first` on; the lowest drops out. */
function insert(falling: Float64Array, first: number, count: number, value: number): void {
  let at = first + count;
  while (at > first && falling[at - 1]! < value) {
    at--;
    if (at + 1 < first + count) falling[at + 1] = falling[at]!;
  }
  if (at < first + count) falling[at] = value;
}

/** The n-th counted 1/n. */
function weighed(falling: Float64Array, first: number, count: number): number {
  let sum = 0;
  for (let n = 0; n < count; n++) sum += falling[first + n]! / (n + 1);
  return sum;
}
