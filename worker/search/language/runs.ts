/** A word, in Latin letters or others, or a stretch of a script that sets no spaces between words. */
export interface Run {
  readonly text: string;
  readonly writing: 'latin' | 'spaced' | 'east-asian' | 'mainland';
}

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const LATIN = /^\p{Script=Latin}/u;
/** Hangul has spaces, but its particles do not: it is matched as its neighbours are. */
const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}ー]+/u;
const MAINLAND = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/u;
const UNSPACED = new RegExp(`(${EAST_ASIAN.source})|${MAINLAND.source}`, 'gu');
/** Soft hyphens, joiners, stretched letters, fillers and variation selectors: typed or not, as one likes. */
// oxlint-disable-next-line no-misleading-character-class -- each of them alone is meant, whatever stands before it
const UNSEEN = /[\u{ad}\u{34f}\u{640}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}-\u{180f}\u{200c}-\u{200d}\u{2060}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gu;
/** What lower case leaves of a Turkish İ: an i with a second dot. */
const DOTTED = /i\u0307/g;
const POSSESSIVE = /['’]s\b/g;
/** Most texts of most people; of what is done to others nothing but lower case and the possessive concerns them. */
const ASCII = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;
const BEYOND_LATIN = /[^\0-\u024f\u2000-\u206f]/;

/** The runs of a text in reading order: NFKC, lower case, ß as ss, possessive stripped. */
export function runs(text: string): Run[] {
  if (ASCII.test(text)) return (text.toLowerCase().replace(POSSESSIVE, '').match(ASCII_WORD) ?? []).map(asciiRun);
  const plain = text.normalize('NFKC').toLowerCase().replace(UNSEEN, '').replace(DOTTED, 'i').replaceAll('ß', 'ss').replace(POSSESSIVE, '');
  const words = plain.match(WORD) ?? [];
  if (!BEYOND_LATIN.test(plain)) return words.map(wordRun);
  const out: Run[] = [];
  for (const word of words) {
    let last = 0;
    for (const run of word.matchAll(UNSPACED)) {
      if (run.index > last) out.push(wordRun(word.slice(last, run.index)));
      out.push({ text: run[0], writing: run[1] === undefined ? 'mainland' : 'east-asian' });
      last = run.index + run[0].length;
    }
    if (last < word.length) out.push(wordRun(word.slice(last)));
  }
  return out;
}

function asciiRun(text: string): Run {
  return { text, writing: text < ':' ? 'spaced' : 'latin' };
}

function wordRun(text: string): Run {
  return { text, writing: LATIN.test(text) ? 'latin' : 'spaced' };
}
