import { CLAUSE_WORDS, DANGLING, PREPOSITIONS, type WordSet } from './words.ts';

/** The object that a statement names, and what came after it. */
export interface Phrase {
  readonly text: string;
  /** What ended it: a stop word, a mark such as `,`, or nothing. */
  readonly by: string;
  /** From the stop word on, or after the mark. */
  readonly after: string;
}

const MOST_WORDS = 8;
const MOST_CHARS = 60;
const READ = 240;
const WORD = /^(?:[\p{L}\p{M}\p{N}'&+./%-]|(?<=\p{L})#(?!#))+$/u;
const TRAILER =
  /\s+(?:too|also|as well|though|actually|honestly|personally|a lot|a bit|so much|so|very much|that much|much|more|the most|most|the best|best|better|at all|these days|nowadays|now|already|anyway|lately|currently|today|again|then|either|please|lol|haha|man|dude|guys|you know|by the way|in general|in particular|especially|above all|of course|for sure|to be honest|tbh|yet|ever|and|or|really|these|all|still|only|too much|even|not|instead)$/iu;

/** Commas within numbers apart, a comma ends a phrase, as do these. */
const MARKS = /[,:;!?()|"]/u;

function trimmed(text: string): string {
  let kept = text;
  for (let i = 0; i < 4; i += 1) kept = kept.replace(TRAILER, '');
  const parts = kept.split(' ');
  while (parts.length > 0 && DANGLING.has((parts.at(-1) ?? '').toLowerCase())) parts.pop();
  return parts
    .join(' ')
    .replace(/[\s'&+./-]+$/u, '')
    .replace(/^[\s'&+/%-]+/u, '');
}

/** An object that runs on is cut before its last preposition; without one it is not understood. */
function shortened(parts: readonly string[]): string {
  for (let i = Math.min(parts.length, MOST_WORDS) - 1; i > 0; i -= 1) {
    const text = trimmed(parts.slice(0, i).join(' '));
    if (PREPOSITIONS.has((parts[i] ?? '').toLowerCase()) && text.length <= MOST_CHARS) return text;
  }
  return '';
}

/** Reads the object at the start of `rest` up to a clause boundary; at most 8 words and 60 characters of it. */
export function takePhrase(rest: string, stops: WordSet = CLAUSE_WORDS): Phrase | undefined {
  const tokens = rest.slice(0, READ).trim().split(/\s+/u);
  if (rest.length > READ) tokens.pop();
  const parts: string[] = [];
  let by = '';
  let used = 0;
  for (const token of tokens) {
    const mark = token.search(MARKS);
    const word = (mark < 0 ? token : token.slice(0, mark)).replace(/^'(?!cause)|'$/gu, '');
    if (word !== '' && (stops.has(word.toLowerCase()) || !WORD.test(word))) {
      by = word.toLowerCase();
      break;
    }
    used += 1;
    if (word !== '') parts.push(word);
    if (mark >= 0) {
      by = token.charAt(mark);
      break;
    }
  }
  const joined = parts.join(' ');
  const text = parts.length > MOST_WORDS || joined.length > MOST_CHARS ? shortened(parts) : trimmed(joined);
  return /[\p{L}\p{N}]/u.test(text) ? { text, by, after: tokens.slice(used).join(' ') } : undefined;
}

const OTHER_PERSON: ReadonlyMap<string, string> = new Map([
  ['my', 'their'],
  ['our', 'their'],
  ['me', 'them'],
  ['us', 'them'],
  ['myself', 'themselves'],
  ['ourselves', 'themselves'],
  ['mine', 'theirs'],
]);

/** "spending time with my kids" → "spending time with their kids". */
export function inThirdPerson(phrase: string): string {
  return phrase.replace(/(?<![\p{L}'])(?:my|our|me|us|myself|ourselves|mine)(?![\p{L}'])/gu, (word) => OTHER_PERSON.get(word) ?? word);
}

const SMALL = /^(?:of|the|and|in|on|de|du|la|le|del|upon|near|a|an)$/u;
const UPPER = /^(?:tcs|ibm|hp|sap|bbc|cnn|nasa|mit|nyu|ucla|uk|us|usa|uae|nyc|la|sf|dc|ny)$/u;

/** "new york" → "New York"; a phrase with a capital is left as the user wrote it. */
export function titleCase(phrase: string): string {
  if (/\p{Lu}/u.test(phrase)) return phrase;
  return phrase
    .split(' ')
    .map((word, i) => {
      if (UPPER.test(word) && (word !== 'la' || phrase === 'la')) return word.toUpperCase();
      if (SMALL.test(word) && i > 0) return word;
      return word
        .replace(/(^|[-.])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase())
        .replace(/^([OD]')(\p{L})/u, (_, before: string, letter: string) => before + letter.toUpperCase());
    })
    .join(' ');
}
