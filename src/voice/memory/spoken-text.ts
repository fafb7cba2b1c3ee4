/** What an answer is spoken with, in characters a second, as long as nothing better is known. */
export const CHARS_PER_SECOND = 15;
/** What nobody speaks faster than, in characters a second. */
const MOST_PER_SECOND = 25;

/**
 * A text and the audio that it is spoken with, as both come in. Words and audio come in pieces, and words run ahead of their
 * audio: how long each was ahead is not told, so words are laid over the audio as evenly as the pieces allow.
 */
export class SpokenText {
  text = '';
  /** Of the audio that came, in milliseconds; 0 where it goes another way. */
  audioMs = 0;
  /** Whether all of both has come. */
  whole = false;
  /** Before which piece of the text how much audio had come: characters, milliseconds. */
  readonly #points: { readonly chars: number; readonly ms: number }[] = [];

  words(delta: string): void {
    if (this.#points.at(-1)?.ms !== this.audioMs) this.#points.push({ chars: this.text.length, ms: this.audioMs });
    this.text += delta;
  }

  /** How long it is spoken, in milliseconds, by its audio or else by its length. */
  durationMs(charsPerSecond: number = CHARS_PER_SECOND): number {
    return this.audioMs || (this.text.length * 1000) / charsPerSecond;
  }

  /** The words that were spoken whole by then. */
  until(ms: number, charsPerSecond?: number): string {
    const duration = this.durationMs(charsPerSecond);
    const at = Math.max(0, ms);
    const chars = at >= duration ? this.text.length : this.#charsAt(at, duration);
    // words may be far ahead of the little audio that has come
    const isAhead = this.audioMs > 0 && !this.whole;
    return wholeWords(this.text, isAhead ? Math.min(chars, (at * MOST_PER_SECOND) / 1000) : chars);
  }

  #charsAt(ms: number, duration: number): number {
    const line = this.#line(duration);
    const next = line.findIndex((point) => point.ms > ms);
    const [from, to] = [line[next - 1]!, line[next]!];
    return from.chars + ((ms - from.ms) / (to.ms - from.ms)) * (to.chars - from.chars);
  }

  /** From the first character to the last, over the audio. */
  #line(duration: number): { readonly chars: number; readonly ms: number }[] {
    const total = this.text.length;
    const [start, end] = [
      { chars: 0, ms: 0 },
      { chars: total, ms: duration },
    ];
    const last = this.#points.at(-1);
    // most of the text came before most of the audio: where in it each piece belongs cannot be told
    if (!last || last.ms < duration / 2) return [start, end];
    // the last piece would otherwise get all the audio by which the text was ahead
    const stretch = Math.max(1, (duration * last.chars) / (total * last.ms));
    return [start, ...this.#points.filter(({ ms, chars }) => ms > 0 && chars > 0).map(({ chars, ms }) => ({ chars, ms: ms * stretch })), end].filter(
      ({ ms }, i, line) => i === 0 || ms > line[i - 1]!.ms,
    );
  }
}

/** Scripts that put no space between words: they are cut at any character. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const WORD = `(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}'’-]`;
const ENDS_IN_WORD = new RegExp(`(?:${WORD})+$`, 'u');
const BEGINS_IN_WORD = new RegExp(`^${WORD}`, 'u');

/** The beginning of a text, at most so many characters, without a word that is not whole. */
export function wholeWords(text: string, chars: number): string {
  // what is computed from milliseconds is a hair beside the whole number that it means
  const end = Math.floor(chars + 1e-6);
  if (end >= text.length) return text;
  const head = text
    .slice(0, end)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
  return (BEGINS_IN_WORD.test(text.slice(end)) ? head.replace(ENDS_IN_WORD, '') : head).trimEnd();
}
