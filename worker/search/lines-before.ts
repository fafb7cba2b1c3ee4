import type { LexicalScores } from './lexical/match-words.ts';
import type { LineBefore } from './query.ts';
import type { Recipe } from './recipes.ts';

/** How the lines before a query change its two sides: "I'd love that!" says little by itself. */
export interface LinesBefore {
  /** The scores of the query's terms, with those of the lines' terms at their weight. */
  words(own: LexicalScores, search: (terms: readonly string[]) => LexicalScores): LexicalScores;
  /** The query's vector with those of the lines at their weight; not of unit length. */
  meaning(own: Float32Array): Promise<Float32Array>;
  /** What both sides come to at best. Call it last. */
  scale(denseWeight: number): number;
}

const NONE: LinesBefore = { words: (own) => own, meaning: async (own) => own, scale: () => 1 };

export function withLinesBefore(lines: readonly LineBefore[], { lexical, dense }: Recipe['before']): LinesBefore {
  if (lines.length === 0) return NONE;
  // the latest first, which counts most where there is time for few
  const asked = Promise.all(lines.toReversed().map((line) => line.vector()));
  let [matched, compared] = [0, 0];
  return {
    words(own, search) {
      const terms = lines.flatMap((line) => line.terms);
      if (terms.length === 0) return own;
      matched = 1;
      return together(own, search(terms), lexical);
    },
    async meaning(own) {
      const vectors = (await asked).filter((vector) => vector?.length === own.length);
      compared = vectors.length;
      return own.map((value, i) => value + dense * vectors.reduce((sum, vector) => sum + vector![i]!, 0));
    },
    scale: (denseWeight) => (1 - denseWeight) * (1 + lexical * matched) + denseWeight * (1 + dense * compared),
  };
}

/** Each by what its terms could reach. */
function together(own: LexicalScores, other: LexicalScores, weight: number): LexicalScores {
  if (own.idfSum === 0) return other;
  const share = other.idfSum === 0 ? 0 : (weight * own.idfSum) / other.idfSum;
  const values = own.values.slice();
  const found = new Set(own.matched);
  for (const slot of other.matched) {
    values[slot]! += share * other.values[slot]!;
    found.add(slot);
  }
  return { values, matched: [...found], idfSum: own.idfSum };
}
