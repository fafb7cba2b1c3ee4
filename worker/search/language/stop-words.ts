import { stopwords as danish } from '@orama/stopwords/danish';
import { stopwords as dutch } from '@orama/stopwords/dutch';
import { stopwords as english } from '@orama/stopwords/english';
import { stopwords as french } from '@orama/stopwords/french';
import { stopwords as german } from '@orama/stopwords/german';
import { stopwords as italian } from '@orama/stopwords/italian';
import { stopwords as norwegian } from '@orama/stopwords/norwegian';
import { stopwords as portuguese } from '@orama/stopwords/portuguese';
import { stopwords as russian } from '@orama/stopwords/russian';
import { stopwords as swedish } from '@orama/stopwords/swedish';

/** Our own: the package's Spanish list takes out verbs, "ayer" and numbers as well. */
const SPANISH =
  'de la que el en y a los se del las un una por con no su sus para es al lo como más o pero le les me mi mis te tu tus ha he sin sobre este esta esto estos estas ese esa eso ya entre cuando todo ser son también fue había era muy hasta desde nos porque qué cuál cuáles cuándo dónde donde quién quien quiénes cómo cuánto cuánta cuántos cuántas yo él ella e ni si hay';

const ENGLISH = 0;
const LATIN: readonly (readonly string[])[] = [
  [...english, 'did', 'does'],
  danish,
  dutch,
  french,
  german,
  italian,
  norwegian,
  portuguese,
  SPANISH.split(' '),
  swedish,
];
/** Alone in its script, so that it needs no vote; it serves its neighbours too. */
const CYRILLIC = 1 << LATIN.length;

/** Word → one bit for each language in which it only holds a sentence together. */
const LANGUAGES: ReadonlyMap<string, number> = languages();

/** At least one word in eight holds the sentence together in any of these languages. */
const SHARE = 1 / 8;

/** The function words of one text. */
export interface FunctionWords {
  /** How the text reads; `unknown` for a name, keywords, or a language without a list. */
  readonly language: 'english' | 'other' | 'unknown';
  has(word: string): boolean;
}

/** Guesses the language of a text by its function words, from its words in Latin letters; a tie is English. */
export function functionWords(latinWords: readonly string[]): FunctionWords {
  const votes = LATIN.map(() => 0);
  for (const word of latinWords) {
    let left = (LANGUAGES.get(word) ?? 0) & ~CYRILLIC;
    // bit by bit: most function words are of one language
    for (; left !== 0; left &= left - 1) votes[31 - Math.clz32(left & -left)]! += 1;
  }
  const most = Math.max(...votes);
  const elected = most > 0 && most >= SHARE * latinWords.length ? votes.indexOf(most) : undefined;
  const bits = CYRILLIC | (1 << (elected ?? ENGLISH));
  return {
    language: elected === undefined ? 'unknown' : elected === ENGLISH ? 'english' : 'other',
    has: (word) => ((LANGUAGES.get(word) ?? 0) & bits) !== 0,
  };
}

function languages(): Map<string, number> {
  const out = new Map<string, number>();
  [...LATIN, russian].forEach((list, language) => {
    for (const word of list) out.set(word, (out.get(word) ?? 0) | (1 << language));
  });
  return out;
}
