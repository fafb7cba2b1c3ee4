import { soundDistance, soundOf } from './sound.ts';

interface Entry {
  readonly word: string;
  readonly sound: string;
  readonly count: number;
}

const WORD = /[a-z]+(?:'[a-z]+)?/g;
/** Words that occur once may be misspelt: a recogniser does not know them. */
const KNOWN_FROM = 2;
const CONSIDERED = 4;

/** What a recogniser can write: the words of many texts, by their sound. */
export class Vocabulary {
  readonly #counts = new Map<string, number>();
  readonly #bySize: Entry[][] = [];
  readonly #alike = new Map<string, readonly string[]>();

  constructor(texts: Iterable<string>) {
    for (const text of texts) for (const [word] of text.toLowerCase().matchAll(WORD)) this.#counts.set(word, (this.#counts.get(word) ?? 0) + 1);
    for (const [word, count] of this.#counts) {
      if (count < KNOWN_FROM || word.length < 2) continue;
      const sound = soundOf(word);
      (this.#bySize[sound.length] ??= []).push({ word, sound, count });
    }
  }

  has(word: string): boolean {
    return (this.#counts.get(word) ?? 0) >= KNOWN_FROM;
  }

  /** Up to four other words that sound most like this one, the nearest first; none where nothing is near. */
  alike(word: string): readonly string[] {
    const known = this.#alike.get(word);
    if (known) return known;
    const sound = soundOf(word);
    const limit = Math.max(0.5, 0.34 * sound.length);
    const near = [-1, 0, 1]
      .flatMap((more) => this.#bySize[sound.length + more] ?? [])
      .map((entry) => ({ ...entry, distance: soundDistance(sound, entry.sound) }))
      .filter((entry) => entry.distance <= limit && entry.word !== word && !isForm(entry.word, word))
      .sort((a, b) => a.distance - b.distance || b.count - a.count || (a.word < b.word ? -1 : 1))
      .slice(0, CONSIDERED)
      .map((entry) => entry.word);
    this.#alike.set(word, near);
    return near;
  }
}

/** `plays` for `play` is no error that search would notice. */
function isForm(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long.startsWith(short) && /^(?:s|es|ed|d|ing|'s)$/.test(long.slice(short.length));
}
