/** Words of plain letters: others, such as numbers, are never meant for each other. */
const PLAIN = /^[a-z]{3,63}$/;
/** Letters, and the two ends of a word. */
const SIGNS = 28;
const [START, END] = [26, 27];
const A = 97;
/** Words are alike that have more than this share of their triples in common (Dice): `rome` and `home` are not. */
const HALF = 0.5;
/** The most like each other; more would be a list of everything that ends in the same way. */
const MOST = 8;
/** Words that are read before one query: a large memory that was opened a moment ago is read over the first few. */
const AT_ONCE = 4_000;

/**
 * The words of a vocabulary by their letters, three at a time, so that a misheard or misspelt one is found by what is left
 * of it: `carolin` finds `caroline`.
 */
export class AlikeWords {
  /** By their numbers in the vocabulary; empty where a word is of no plain letters, or gone. */
  readonly #words: string[] = [];
  /** Of each three letters the numbers of the words that hold them. */
  readonly #holders: (number[] | undefined)[] = [];
  /** Triples that a word shares with the one that is looked for; zero between queries. */
  #shared: Uint8Array = new Uint8Array(0);

  /** Takes in what a vocabulary has gained. */
  follow(vocabulary: readonly string[]): void {
    const end = Math.min(vocabulary.length, this.#words.length + AT_ONCE);
    while (this.#words.length < end) this.#add(vocabulary[this.#words.length]!);
  }

  #add(word: string): void {
    const plain = PLAIN.test(word);
    const number = this.#words.push(plain ? word : '') - 1;
    if (plain) for (const triple of triplesOf(word)) (this.#holders[triple] ??= []).push(number);
  }

  /** Lets go of a word that the vocabulary holds no more. */
  drop(number: number): void {
    const word = this.#words[number] ?? '';
    if (word === '') return;
    this.#words[number] = '';
    for (const triple of triplesOf(word)) {
      const holders = this.#holders[triple]!;
      holders.splice(holders.indexOf(number), 1);
    }
  }

  /** Other words that are spelt much like this one, the most alike first. */
  of(word: string): readonly string[] {
    if (!PLAIN.test(word)) return [];
    if (this.#shared.length < this.#words.length) this.#shared = new Uint8Array(2 * this.#words.length);
    const triples = triplesOf(word);
    const met: number[] = [];
    for (const triple of triples) {
      for (const number of this.#holders[triple] ?? []) if (this.#shared[number]!++ === 0) met.push(number);
    }
    const alike: { readonly other: string; readonly dice: number }[] = [];
    for (const number of met) {
      const other = this.#words[number]!;
      const dice = (2 * this.#shared[number]!) / (triples.size + other.length);
      this.#shared[number] = 0;
      if (dice > HALF && other !== word) alike.push({ other, dice });
    }
    return alike
      .sort((a, b) => b.dice - a.dice || (a.other < b.other ? -1 : 1))
      .slice(0, MOST)
      .map(({ other }) => other);
  }
}

/** Each once. A word of n letters has n, its ends included. */
function triplesOf(word: string): ReadonlySet<number> {
  const triples = new Set<number>();
  let [first, second] = [START, word.charCodeAt(0) - A];
  for (let i = 1; i <= word.length; i++) {
    const third = i === word.length ? END : word.charCodeAt(i) - A;
    triples.add((first * SIGNS + second) * SIGNS + third);
    [first, second] = [second, third];
  }
  return triples;
}
