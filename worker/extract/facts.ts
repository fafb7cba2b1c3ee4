import type { ExtractedFact } from './extractor.ts';

const KEY = /^[a-z0-9]+(\.[a-z0-9-]+)+$/u;
const TEXT_CHARS = 200;

function fact(matchKey: string, sentence: string, ends: boolean): readonly ExtractedFact[] {
  const text = `${sentence
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[\s.]+$/u, '')}.`;
  return KEY.test(matchKey) && text.length <= TEXT_CHARS ? [{ matchKey, text, ends }] : [];
}

/** A fact that holds from now on; none when the key or the sentence came out malformed. The period is added here. */
export function holds(matchKey: string, sentence: string): readonly ExtractedFact[] {
  return fact(matchKey, sentence, false);
}

/** The end of what stands under `matchKey`. */
export function over(matchKey: string, sentence: string): readonly ExtractedFact[] {
  return fact(matchKey, sentence, true);
}
