/** Longest passage in UTF-16 units: about what the model reads (256 tokens of English). */
const PASSAGE_CHARS = 1000;

/** Boundaries in falling order of preference. A piece ends after the match. */
const BOUNDARIES = [/\n\s*\n/g, /[.!?。！？।]["'”’)\]]*\s+|[。！？।]+/g, /\s+/g];

/**
 * Cuts a text into passages of at most `max` units: at a blank line, else after a sentence, else between words, else
 * between characters (never inside a surrogate pair, so `max` is 2 or more). Pieces are trimmed; nothing but white space
 * is left out.
 */
export function splitText(text: string, max: number = PASSAGE_CHARS): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const at = cutAt(rest, max);
    const piece = rest.slice(0, at).trim();
    if (piece) pieces.push(piece);
    rest = rest.slice(at).trim();
  }
  if (rest) pieces.push(rest);
  return pieces;
}

function cutAt(text: string, max: number): number {
  const head = text.slice(0, max + 1);
  for (const boundary of BOUNDARIES) {
    let last = 0;
    for (const match of head.matchAll(boundary)) if (match.index + match[0].length <= max) last = match.index + match[0].length;
    // a boundary near the start would make a sliver
    if (last > max / 4) return last;
  }
  return isHighSurrogate(text.charCodeAt(max - 1)) ? max - 1 : max;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
