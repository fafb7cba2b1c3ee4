import { pcm16Bytes, pcm16ToFloat } from '../audio/pcm16.ts';
import type { Answer } from './answer.ts';
import { PcmRate } from './pcm-rate.ts';
import type { Playback } from './playback.ts';

/** Gives an answer its sound, and plays it: at the rate that the session had when it was expected. */
export class AnswerSound {
  readonly #answer: Answer;
  readonly #rate: PcmRate;
  readonly #sampleRate: number;
  readonly #playback: Playback | null;
  #lastItem = '';

  /** @param lineRate Hertz of what is added */
  constructor(answer: Answer, lineRate: number, sampleRate: number, playback: Playback | null) {
    this.#answer = answer;
    this.#rate = new PcmRate(lineRate, sampleRate);
    this.#sampleRate = sampleRate;
    this.#playback = playback;
  }

  add(itemId: string, samples: Int16Array): void {
    this.#give(itemId, this.#rate.push(samples));
  }

  /** No more comes: what is still held back is given. */
  end(): void {
    this.#give(this.#lastItem, this.#rate.end());
  }

  #give(itemId: string, samples: Int16Array): void {
    if (samples.length === 0) return;
    this.#answer.add({ data: pcm16Bytes(samples), sampleRate: this.#sampleRate, itemId });
    this.#playback?.add(itemId, pcm16ToFloat(samples));
    this.#lastItem = itemId;
  }
}
