/** Words of a long life: a few often, most of them seldom, and one in each turn that no other turn has. */
export class Talk {
  readonly #words: readonly string[];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
    this.#words = Array.from({ length: VOCABULARY }, () => this.#word());
  }

  /** A number from 0 to before 1. */
  random(): number {
    return this.#random();
  }

  /** A whole number from 0 to before `end`. */
  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  /** What the user says in turn `n`. Of twenty turns one tells something lasting. */
  user(n: number): string {
    const fact = this.below(20) === 0 ? ` ${this.#fact()}` : '';
    return `${this.#sentence(10)} Order ${markOf(n)}.${fact}`;
  }

  assistant(): string {
    return this.#sentence(12);
  }

  /** Something that an app knows of its user. */
  known(n: number): string {
    return `${this.#sentence(8)} Card ${markOf(CARDS + n)}.`;
  }

  #sentence(words: number): string {
    return `${Array.from({ length: words }, () => this.#usual()).join(' ')}.`;
  }

  #fact(): string {
    const what = capital(this.#usual());
    return [`I live in ${what}.`, `I work for ${what}.`, `I love ${what.toLowerCase()}.`, `My sister is called ${what}.`][this.below(4)]!;
  }

  /** Zipf's law: the word of rank r is said about 1/r as often as the first. */
  #usual(): string {
    return this.#words[Math.floor(VOCABULARY ** this.#random()) - 1] ?? this.#words[0]!;
  }

  #word(): string {
    const letter = (of: string): string => of[this.below(of.length)]!;
    return Array.from({ length: 2 + this.below(3) }, () => letter('bcdfghjklmnprstvwz') + letter('aeiou')).join('') + letter('nrstlm');
  }
}

const VOCABULARY = 30_000;
/** No turn has so high a number. */
const CARDS = 4_000_000;

/** The word that turn `n` alone has. */
export function markOf(n: number): string {
  return String(1_000_000 + ((n * 7_368_787) % 9_000_000));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Numbers from 0 to before 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
