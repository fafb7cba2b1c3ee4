import { stemmer } from 'stemmer';

/** Words that are known at a time: as many as a language has that people use. */
const MOST = 20_000;

/** Porter stems of many texts, each worked out once: texts of one place share most of their words. */
export class Stems {
  readonly #known = new Map<string, string>();

  readonly of = (word: string): string => {
    let stem = this.#known.get(word);
    if (stem === undefined) {
      if (this.#known.size >= MOST) this.#known.clear();
      this.#known.set(word, (stem = stemmer(word)));
    }
    return stem;
  };
}
