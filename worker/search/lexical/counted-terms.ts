/** The distinct terms of a text, each with how often it stands there. */
export interface CountedTerms {
  /** Terms by number. Texts that are kept together share theirs. */
  readonly vocabulary: readonly string[];
  /**
   * Of each term its number × {@link COUNTS}, and how often it stands there: 1 to 255, beyond that BM25 gains nothing. Those of
   * this text are the ones from `from` to before `to`.
   */
  readonly entries: ArrayLike<number>;
  readonly from: number;
  readonly to: number;
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
export const NO_TERMS: CountedTerms = { vocabulary: [], entries: [], from: 0, to: 0, length: 0 };

/** Low bits of an entry, which hold the count. */
export const COUNT_BITS = 8;
/** An entry's count is below this. */
export const COUNTS: number = 1 << COUNT_BITS;

/** Counts terms as they come from the tokeniser. */
export function countTerms(terms: readonly string[]): CountedTerms {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const entries: number[] = [];
  for (const count of counts.values()) entries.push(entries.length * COUNTS + Math.min(count, COUNTS - 1));
  return { vocabulary: [...counts.keys()], entries, from: 0, to: entries.length, length: terms.length };
}

/** Gives the terms of many texts one number each, whatever numbers they have in their own vocabularies. */
export class TermNumbers {
  readonly #numbers = new Map<string, number>();
  readonly #terms: string[] = [];
  #vocabulary: readonly string[] = [];
  /** By number in that vocabulary; −1 where not looked up yet. Texts that share one come one after another. */
  #known: Int32Array = new Int32Array(0);

  /** Numbers that were given, those of dropped terms included. */
  get size(): number {
    return this.#terms.length;
  }

  /** All terms, in the order of their numbers; empty where one was dropped. */
  get terms(): readonly string[] {
    return this.#terms;
  }

  of(term: string): number | undefined {
    return this.#numbers.get(term);
  }

  /** Opens a vocabulary: its terms' numbers by those that they have in it, −1 where {@link TermNumbers.at} has to look. Good until the next is opened. */
  open(vocabulary: readonly string[]): Int32Array {
    if (vocabulary === this.#vocabulary) return this.#known;
    this.#vocabulary = vocabulary;
    if (this.#known.length < vocabulary.length) this.#known = new Int32Array(2 * vocabulary.length);
    return this.#known.fill(-1, 0, vocabulary.length);
  }

  /** The number of a term of the open vocabulary; one that was never met gets the next. */
  at(own: number): number {
    const term = this.#vocabulary[own]!;
    let number = this.#numbers.get(term);
    if (number === undefined) {
      this.#numbers.set(term, (number = this.#terms.length));
      this.#terms.push(term);
    }
    return (this.#known[own] = number);
  }

  /** Lets go of a term. Its number stays taken; where the term is met again it gets another. */
  drop(number: number): void {
    this.#numbers.delete(this.#terms[number]!);
    this.#terms[number] = '';
    // it may hold the term, and knows its number
    this.#vocabulary = [];
  }

  /** Gives the terms that are left new numbers, without those of dropped ones. Returns their former numbers, in the new order. */
  renumber(): number[] {
    const former = [...this.#numbers.values()];
    const left = [...this.#numbers.keys()];
    this.#terms.splice(0);
    for (const term of left) this.#numbers.set(term, this.#terms.push(term) - 1);
    this.#vocabulary = [];
    return former;
  }
}
