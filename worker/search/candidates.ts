import type { Candidate } from './fusion.ts';
import type { LexicalScores } from './lexical/match-words.ts';
import type { SlotSet } from './slot-set.ts';
import type { VectorIndex } from './vectors/vector-index.ts';

/** Passages found by words alone. */
export function lexicalCandidates(words: readonly number[], lexical: LexicalScores): Candidate[] {
  return words.map((slot) => ({ slot, lexical: lexical.values[slot]!, cosine: 0 }));
}

/** The `count` nearest passages and those found by words, each with both scores. */
export function denseCandidates(
  vectors: VectorIndex,
  query: Float32Array,
  count: number,
  words: readonly number[],
  lexical: LexicalScores,
  among: SlotSet | null,
): Candidate[] {
  const seen = new Set<number>();
  const found = vectors.nearest(query, count, among?.bits).map(({ slot, cosine }): Candidate => {
    seen.add(slot);
    return { slot, lexical: lexical.values[slot] ?? 0, cosine };
  });
  const others = words.filter((slot) => !seen.has(slot));
  const cosines = vectors.cosines(query, others);
  const typical = typicalCosine(found, cosines);
  others.forEach((slot, i) => found.push({ slot, lexical: lexical.values[slot]!, cosine: Number.isNaN(cosines[i]!) ? typical : cosines[i]! }));
  return found;
}

/**
 * What a passage that is not embedded yet is taken to score: the mean of the candidates that match by words, as it does;
 * of all where none does. Zero would put a turn that was said a moment ago behind everything older.
 */
function typicalCosine(near: readonly Candidate[], others: Float32Array): number {
  let [sum, count, all] = [0, 0, 0];
  for (const { lexical: words, cosine } of near) {
    all += cosine;
    if (words === 0) continue;
    sum += cosine;
    count++;
  }
  for (const cosine of others) {
    if (Number.isNaN(cosine)) continue;
    sum += cosine;
    count++;
  }
  return count > 0 ? sum / count : near.length > 0 ? all / near.length : 0;
}
