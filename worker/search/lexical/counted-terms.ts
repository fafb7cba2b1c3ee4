/** The distinct terms of a text, each with how often it stands there. */
export interface CountedTerms {
  readonly terms: readonly string[];
  /** 1 to 255 each: beyond that BM25 gains nothing. */
  readonly counts: readonly number[];
  /** Terms in all, repetitions included. */
  readonly length: number;
}

/** A passage as the lexical index takes it. */
export interface CountedPassage {
  readonly text: CountedTerms;
  /** The speaker's name, a field of its own. */
  readonly label: CountedTerms;
}

/** Of a text without terms, and of no text. */
export const NO_TERMS: CountedTerms = { terms: [], counts: [], length: 0 };

export const MAX_COUNT = 255;

/** Counts terms as they come from the tokeniser. */
export function countTerms(terms: readonly string[]): CountedTerms {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { terms: [...counts.keys()], counts: [...counts.values()].map((count) => Math.min(count, MAX_COUNT)), length: terms.length };
}
