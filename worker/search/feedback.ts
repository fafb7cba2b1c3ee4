import { sumsOf, type Feedback, type FusionInput } from './fusion.ts';
import type { Recipe } from './recipes.ts';
import type { VectorIndex } from './vectors/vector-index.ts';

/** By what {@link feedbackOf} judges. */
export interface Judged {
  readonly vectors: VectorIndex;
  readonly query: Float32Array;
  readonly recipe: Recipe;
}

/**
 * Pseudo-relevance feedback (Rocchio): the query, moved towards the candidate that is best so far, is compared with all
 * of them. What was said around an answer is like the answer, though not like the question.
 */
export function feedbackOf(sides: FusionInput, { vectors, query, recipe: { fusion, feedback } }: Judged): Feedback | null {
  const { candidates } = sides;
  if (feedback.weight === 0 || candidates.length < 2) return null;
  const best = vectors.get(candidates[highest(sumsOf(fusion, sides))]!.slot);
  if (!best) return null;
  const moved = query.map((value, i) => value + feedback.step * best.scale * best.data[i]!);
  let squares = 0;
  for (const value of moved) squares += value * value;
  const length = Math.sqrt(squares) || 1;
  const alike = vectors.cosines(
    moved.map((value) => value / length),
    candidates.map(({ slot }) => slot),
  );
  fillTypical(alike);
  return { alike, weight: feedback.weight };
}

function highest(sums: Float64Array): number {
  let best = 0;
  for (let i = 1; i < sums.length; i++) if (sums[i]! > sums[best]!) best = i;
  return best;
}

/** What has no vector yet is taken for as like as the others are in the mean. */
function fillTypical(alike: Float32Array): void {
  let [sum, known] = [0, 0];
  for (const value of alike) {
    if (Number.isNaN(value)) continue;
    sum += value;
    known++;
  }
  if (known < alike.length) for (let i = 0; i < alike.length; i++) if (Number.isNaN(alike[i]!)) alike[i] = sum / known;
}
