import { COUNTS, NO_TERMS, type CountedPassage, type CountedTerms } from '../search/lexical/counted-terms.ts';
import type { QuantizedVector } from '../search/vectors/quantize.ts';
import type { IndexedPassage } from './segment.ts';

/** Stands for the length of a text whose terms are not known. */
export const UNKNOWN = -1;

/** What the passages of one stored segment share. */
export interface KeptTogether {
  /** Null where the terms were cut by another version. */
  readonly vocabulary: readonly string[] | null;
  readonly entries: Uint32Array;
  /** Null without vectors. */
  readonly scales: Float32Array | null;
  readonly rows: Int8Array;
  readonly dimension: number;
}

/** Where in it a passage is found. */
export interface PassagePlaces {
  readonly number: number;
  /** First entry of its text, and how many there are; the same of its label. */
  readonly text: number;
  readonly texts: number;
  readonly label: number;
  readonly labels: number;
  /** Terms of its text in all, or {@link UNKNOWN}. */
  readonly length: number;
}

/** A passage of a stored segment. Views of its terms and its vector are made when they are asked for: thousands are read before the first recall. */
export class StoredPassage implements IndexedPassage {
  readonly id: string;
  readonly textHash: string;
  readonly #kept: KeptTogether;
  readonly #places: PassagePlaces;

  constructor(id: string, textHash: string, kept: KeptTogether, places: PassagePlaces) {
    this.id = id;
    this.textHash = textHash;
    this.#kept = kept;
    this.#places = places;
  }

  get counted(): CountedPassage | null {
    const { text, texts, label, labels, length } = this.#places;
    const { vocabulary } = this.#kept;
    if (!vocabulary || length === UNKNOWN) return null;
    return { text: this.#terms(vocabulary, text, texts, length), label: this.#terms(vocabulary, label, labels, this.#sum(label, labels)) };
  }

  get vector(): QuantizedVector | null {
    const { scales, rows, dimension } = this.#kept;
    const { number } = this.#places;
    return scales && { scale: scales[number]!, data: rows.subarray(number * dimension, (number + 1) * dimension) };
  }

  #terms(vocabulary: readonly string[], from: number, distinct: number, length: number): CountedTerms {
    return distinct === 0 ? NO_TERMS : { vocabulary, entries: this.#kept.entries, from, to: from + distinct, length };
  }

  #sum(from: number, distinct: number): number {
    let all = 0;
    for (let i = from; i < from + distinct; i++) all += this.#kept.entries[i]! % COUNTS;
    return all;
  }
}
