import { stopwords } from '@orama/stopwords/english';
import { stemmer } from 'stemmer';

const STOP: ReadonlySet<string> = new Set([...stopwords, 'did', 'does']);
/** Scripts without spaces that are cut into pairs; Hangul has spaces, Thai and its neighbours need a segmenter. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** A longer run of letters is no word of any language; it is cut so that it cannot blow up the vocabulary. */
const MAX_WORD = 64;

/** Words in reading order: NFKC, lower case, possessive stripped, unspaced scripts as overlapping pairs. */
export function words(text: string): string[] {
  const out: string[] = [];
  for (const [word] of text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’]s\b/g, '')
    .matchAll(WORD)) {
    let last = 0;
    for (const run of word.matchAll(UNSPACED)) {
      if (run.index > last) out.push(bounded(word.slice(last, run.index)));
      const characters = Array.from(run[0]);
      if (characters.length === 1) out.push(characters[0]!);
      else for (let i = 0; i + 1 < characters.length; i++) out.push(characters[i]! + characters[i + 1]!);
      last = run.index + run[0].length;
    }
    if (last < word.length) out.push(bounded(word.slice(last)));
  }
  return out;
}

function bounded(word: string): string {
  if (word.length <= MAX_WORD) return word;
  const splitsPair = /[\ud800-\udbff]/.test(word[MAX_WORD - 1]!);
  return word.slice(0, splitsPair ? MAX_WORD - 1 : MAX_WORD);
}

/** Index terms of a text: its words without English stop words, stemmed (Porter). */
export function terms(text: string): string[] {
  const out: string[] = [];
  for (const word of words(text)) if (!STOP.has(word)) out.push(stemmer(word));
  return out;
}

/** Words that carry meaning, as written, for showing to people. */
export function contentWords(text: string): string[] {
  return words(text).filter((word) => word.length > 2 && !STOP.has(word));
}

/** Share of a text's letters that are Latin, 0 to 1; 1 for a text without letters. */
export function latinShare(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters === 0 ? 1 : (text.match(/(?=\p{L})\p{Script=Latin}/gu)?.length ?? 0) / letters;
}
