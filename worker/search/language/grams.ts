const MEANS_ALONE = /[\p{Script=Han}\p{Script=Hangul}]/u;
/** A letter with the marks on it. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;

/** Overlapping pairs, and each Han character or Hangul syllable by itself: a word of one character is no pair. */
export function pairs(run: string): string[] {
  const out: string[] = [];
  let before = '';
  for (const character of run) {
    if (before) out.push(before + character);
    if (MEANS_ALONE.test(character)) out.push(character);
    before = character;
  }
  return out.length > 0 ? out : [run];
}

/** Overlapping pairs and triples of letters with their marks. */
export function syllables(run: string): string[] {
  const clusters = run.match(CLUSTER) ?? [];
  return clusters.length < 2 ? clusters : [...overlapping(clusters, 2), ...overlapping(clusters, 3)];
}

/** Overlapping triples of letters; a shorter word whole. */
export function triples(word: string): string[] {
  const letters = Array.from(word);
  return letters.length < 3 ? [word] : overlapping(letters, 3);
}

function overlapping(parts: readonly string[], size: number): string[] {
  const out: string[] = [];
  for (let at = 0; at + size <= parts.length; at++) out.push(parts.slice(at, at + size).join(''));
  return out;
}
