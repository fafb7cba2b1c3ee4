import { byteRateOf } from './cloudflare-agents-audio.ts';

/** A sentence of an answer on its way to the user's ear. */
export interface Sentence {
  readonly text: string;
  /** What the voice was given of it; null when it was left out, undefined until that is known. */
  spoken: string | null | undefined;
  /** When its first audio was sent. */
  since: number;
  /** How long the audio plays that was sent, in milliseconds. */
  ms: number;
  /** Of its audio. */
  bytesPerMs: number | null;
}

/** Of audio that does not say how long it plays. */
const CHARS_PER_SECOND = 15;

/**
 * An answer while it is spoken, and how much of it was heard. Audio is sent ahead, faster than it plays: how far the ear is
 * follows from when each sentence came and how long it plays. Times are milliseconds on one clock.
 */
export class SpokenAnswer {
  readonly #sampleRate: number;
  readonly #sentences: Sentence[] = [];

  /** @param sampleRate of raw PCM, in hertz */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  /** Sentences come in their order, the audio of several at a time in any. */
  sentence(text: string): Sentence {
    const sentence: Sentence = { text, spoken: undefined, since: 0, ms: 0, bytesPerMs: null };
    this.#sentences.push(sentence);
    return sentence;
  }

  /** Audio of the sentence for which the voice was given `spoken`. */
  plays(spoken: string, audio: ArrayBuffer, now: number): void {
    const said = this.#sentences.filter((sentence) => sentence.spoken === spoken);
    const sentence = said.find(({ ms }) => ms === 0) ?? said.at(-1);
    if (!sentence) return;
    if (sentence.ms === 0) {
      const rate = byteRateOf(audio, this.#sampleRate);
      sentence.since = now;
      sentence.bytesPerMs = rate === null ? null : rate / 1000;
      if (rate === null) sentence.ms = (sentence.text.length * 1000) / CHARS_PER_SECOND;
    }
    if (sentence.bytesPerMs !== null) sentence.ms += audio.byteLength / sentence.bytesPerMs;
  }

  /** Whether these are the words of the answer. */
  is(text: string): boolean {
    return this.#sentences.length > 0 && squeezed(this.#sentences.map((sentence) => sentence.text).join('')) === squeezed(text);
  }

  /** When the last of the audio is over; 0 when there was none. */
  get until(): number {
    return this.#playing().reduce((_, { from, sentence }) => from + sentence.ms, 0);
  }

  /** The words that were heard by now. */
  heard(now: number): string {
    const parts = this.#playing().map(({ from, sentence: { text, ms } }) => beginningOf(text, (now - from) / ms));
    return parts.filter((part) => part !== '').join(' ');
  }

  /** What was sent, and from when it is heard: after what was before it. */
  #playing(): { readonly from: number; readonly sentence: Sentence }[] {
    const playing: { from: number; sentence: Sentence }[] = [];
    let free = 0;
    for (const sentence of this.#sentences) {
      if (sentence.spoken === null) continue;
      // the next ones may be there already, but wait for this one
      if (sentence.ms === 0) break;
      const from = Math.max(free, sentence.since);
      playing.push({ from, sentence });
      free = from + sentence.ms;
    }
    return playing;
  }
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, '');

/** The whole words in the first part of a text, 1 being all of it. */
function beginningOf(text: string, part: number): string {
  if (part >= 1) return text;
  const room = Math.max(0, part) * text.length;
  let end = 0;
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  return text.slice(0, end).trimEnd();
}
