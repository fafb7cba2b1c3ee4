import type { LexicalScores } from './lexical/match-words.ts';
import type { LineBefore } from './query.ts';
import type { Recipe } from './recipes.ts';

type Weights = Recipe['before'];

/** The scores of a query's terms, with those of the terms of the lines before it, each by what its terms could reach. */
export function withTermsBefore(
  own: LexicalScores,
  lines: readonly LineBefore[],
  search: (terms: readonly string[]) => LexicalScores,
  { lexical }: Weights,
): LexicalScores {
  const terms = lines.flatMap((line) => line.terms);
  if (terms.length === 0) return own;
  const other = search(terms);
  if (own.idfSum === 0) return other;
  const share = other.idfSum === 0 ? 0 : (lexical * own.idfSum) / other.idfSum;
  const values = own.values.slice();
  const matched = new Set(own.matched);
  for (const slot of other.matched) {
    values[slot]! += share * other.values[slot]!;
    matched.add(slot);
  }
  return { values, matched: [...matched], idfSum: own.idfSum };
}

/** The vectors of lines, null for one that has none in time. The latest is asked for first: it counts most where there is time for few. */
export async function vectorsOf(lines: readonly LineBefore[]): Promise<readonly (Float32Array | null)[]> {
  return Promise.all(lines.toReversed().map((line) => line.vector()));
}

/** A query's vector with those of the lines before it: not of unit length. */
export function withVectorsBefore(own: Float32Array, before: readonly (Float32Array | null)[], { dense }: Weights): Float32Array {
  const vectors = before.filter((vector) => vector?.length === own.length);
  return vectors.length === 0 ? own : own.map((value, i) => value + dense * vectors.reduce((sum, line) => sum + line![i]!, 0));
}
