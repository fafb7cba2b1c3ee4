import { pick, randomOf, type Random } from './random.ts';
import type { Vocabulary } from './vocabulary.ts';

const FUNCTION_WORDS = new Set(
  'a an the of to in on at for and or but is are was were be been am do does did has have had will would can could it its that this i you he she we they my your his her our their me him them with from as so'.split(
    ' ',
  ),
);
const TOKEN = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;
/** A name comes out wrong more often than a word that a recogniser knows. */
const NAMES_WORSE = 2;

/** How a name is written by what is heard of it. */
const RESPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/ph/, 'f'],
  [/^c(?=[aoulr])/, 'k'],
  [/^k/, 'c'],
  [/c(?=[ei])/, 's'],
  [/ck?$/, 'k'],
  [/y$/, 'ie'],
  [/ie?$/, 'y'],
  [/ai|ay/, 'a'],
  [/ee|ea/, 'i'],
  [/ou|oo/, 'u'],
  [/([bdflmnprst])\1/, '$1'],
  [/(?<=[aeiou])([lmnt])(?=[aeiou])/, '$1$1'],
  [/(?<=.)h/, ''],
  [/(?<=[a-z]{2})e$/, ''],
  [/ine$/, 'in'],
  [/z/, 's'],
  [/o(?=[rn])/, 'a'],
  [/e(?=[lr])/, 'a'],
  [/a$/, 'er'],
];

export interface Mishearing {
  /** Share of the words that come out wrong, 0 to 1. At 0 only case and punctuation are lost. */
  readonly rate: number;
  readonly vocabulary: Vocabulary;
  /** The same seed and text give the same errors. */
  readonly seed: string;
}

/** A text as a speech recogniser might have written it: lower case, no punctuation, and errors of the kinds that such make. */
export function mishear(text: string, { rate, vocabulary, seed }: Mishearing): string {
  const random = randomOf(`${seed}:${rate}:${text}`);
  const tokens = [...text.matchAll(TOKEN)];
  const out: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const word = token[0].toLowerCase().replaceAll('’', "'");
    if (!/^[a-z']+$/.test(word)) {
      out.push(word);
      continue;
    }
    const isName = /^\p{Lu}\p{Ll}/u.test(token[0]) && !startsSentence(text, token.index) && !vocabularyWord(word, vocabulary);
    if (random() >= (isName ? Math.min(1, NAMES_WORSE * rate) : rate)) {
      out.push(word);
      continue;
    }
    const next = tokens[i + 1]?.[0].toLowerCase();
    const joined = next !== undefined && vocabulary.has(word + next);
    if (joined) i++;
    out.push(...(joined ? [word + next] : heard(word, isName, vocabulary, random)));
  }
  return out.join(' ');
}

/** What is written in place of a word: nothing, another word, or several. */
function heard(word: string, isName: boolean, vocabulary: Vocabulary, random: Random): readonly string[] {
  if (isName) return [respelt(word, random)];
  if (FUNCTION_WORDS.has(word) && random() < 0.6) return [];
  const parts = split(word, vocabulary);
  if (parts && random() < 0.5) return parts;
  const alike = vocabulary.alike(word);
  if (alike.length > 0) return [pick(alike, random)];
  return parts ?? [respelt(word, random)];
}

function split(word: string, vocabulary: Vocabulary): readonly [string, string] | null {
  for (let at = 3; at <= word.length - 3; at++) {
    const [left, right] = [word.slice(0, at), word.slice(at)];
    if (vocabulary.has(left) && vocabulary.has(right)) return [left, right];
  }
  return null;
}

function respelt(word: string, random: Random): string {
  const possible = RESPELLINGS.filter(([pattern]) => pattern.test(word));
  if (possible.length === 0) return word.length > 3 ? word.slice(0, -1) : `${word}e`;
  const [pattern, to] = pick(possible, random);
  const once = word.replace(pattern, to);
  if (possible.length < 3 || random() < 0.5) return once;
  const [again, instead] = pick(possible, random);
  return once.replace(again, instead);
}

function startsSentence(text: string, at: number): boolean {
  return /(?:^|[.!?:\n])\s*["'(]*$/.test(text.slice(0, at));
}

/** `May` and `Monday` are words too. */
function vocabularyWord(word: string, vocabulary: Vocabulary): boolean {
  return (
    /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|i|i'm|i've|i'll|i'd)$/.test(
      word,
    ) && vocabulary.has(word)
  );
}
