import { COUNT_BITS, COUNTS } from './counted-terms.ts';
import { matchWords, queryTerms, type LexicalScores, type TermLists } from './match-words.ts';
import { QueryPass } from './query-pass.ts';

/** The terms of some passages as they are stored, passage after passage. */
export interface StoredTerms {
  readonly vocabulary: readonly string[];
  /** As in `CountedTerms`: the terms of the first passage, then those of the second, and so on. */
  readonly entries: Uint32Array;
  /** Of each passage how many of these are its own. */
  readonly distinct: readonly number[];
  /** Of each passage its terms in all. */
  readonly lengths: readonly number[];
}

const NOWHERE: TermLists = { frequency: () => 0, each: () => undefined };

/**
 * BM25+ over stored terms without an index: they are gone through for every query. That takes milliseconds, making the
 * index takes a hundred times as long. Slots are numbered through, from the first passage of the first to the last of the last.
 */
export class StoredTermsSearch {
  readonly #stored: readonly StoredTerms[];
  readonly #lengths: readonly number[];
  readonly #totalLength: number;
  readonly #pass = new QueryPass();

  constructor(stored: readonly StoredTerms[]) {
    this.#stored = stored;
    this.#lengths = stored.flatMap(({ lengths }) => lengths);
    this.#totalLength = this.#lengths.reduce((sum, length) => sum + length, 0);
  }

  search(terms: readonly string[], coordination: number): LexicalScores {
    const wanted = queryTerms(terms);
    const matched = {
      lengths: this.#lengths,
      thread: { previous: [], next: [], linked: false },
      live: this.#lengths.length,
      labelled: 0,
      totalLength: this.#totalLength,
      text: this.#find(wanted),
      labels: NOWHERE,
    };
    return matchWords(wanted, matched, this.#pass, coordination);
  }

  #find(terms: readonly string[]): TermLists {
    /** Of each term: slot × {@link COUNTS} and the count. */
    const found = terms.map((): number[] => []);
    let base = 0;
    for (const { vocabulary, entries, distinct } of this.#stored) {
      /** By number in this vocabulary: the term's place in `found`, from 1. */
      const wanted = new Uint16Array(vocabulary.length);
      terms.forEach((term, place) => {
        const number = vocabulary.indexOf(term);
        if (number >= 0) wanted[number] = place + 1;
      });
      let at = 0;
      for (let i = 0; i < distinct.length; i++) {
        for (const end = at + distinct[i]!; at < end; at++) {
          const entry = entries[at]!;
          const place = wanted[entry >>> COUNT_BITS]!;
          if (place > 0) found[place - 1]!.push((base + i) * COUNTS + (entry & (COUNTS - 1)));
        }
      }
      base += distinct.length;
    }
    const lists = new Map(terms.map((term, place) => [term, found[place]!]));
    return {
      frequency: (term) => lists.get(term)?.length ?? 0,
      each: (term, visit) => lists.get(term)?.forEach((entry) => visit(entry >>> COUNT_BITS, entry & (COUNTS - 1))),
    };
  }
}
