import { pcm16ToFloat } from '../../audio/pcm16.ts';
import { Resampler } from '../../audio/resampler.ts';
import type { TurnDetectionSettings } from '../settings.ts';
import type { SpeechModel } from './speech-model.ts';

/** What {@link LocalTurns} finds, in this order: started, speech once or more, ended. */
export interface TurnListener {
  started(): void;
  speech(samples: Int16Array): void;
  ended(): void;
  failed(reason: string): void;
}

/** How much less sure than the threshold it may be that somebody still speaks. */
const HYSTERESIS = 0.15;

/** Finds the user's turns in audio by a model on this machine. Times are counted in samples: how fast audio is pushed does not matter. */
export class LocalTurns {
  readonly #model: SpeechModel;
  readonly #settings: () => TurnDetectionSettings;
  readonly #listener: TurnListener;
  readonly #rate: number;
  readonly #resampler: Resampler;
  #done: Promise<void> = Promise.resolve();
  #frame: Float32Array<ArrayBuffer>;
  #filled = 0;
  #probability = 0;
  #before: Int16Array[] = [];
  #silentSamples = 0;
  #speaking = false;

  /** @param rate Hertz of what is pushed */
  constructor(model: SpeechModel, rate: number, settings: () => TurnDetectionSettings, listener: TurnListener) {
    this.#model = model;
    this.#rate = rate;
    this.#settings = settings;
    this.#listener = listener;
    this.#resampler = new Resampler(rate, model.sampleRate);
    this.#frame = new Float32Array(model.frameSamples);
    model.reset?.();
  }

  get speaking(): boolean {
    return this.#speaking;
  }

  push(samples: Int16Array): void {
    // as long as a frame lasts: no decision is later than the frame on which it rests
    const block = Math.max(1, Math.round((this.#model.frameSamples * this.#rate) / this.#model.sampleRate));
    for (let at = 0; at < samples.length; at += block) this.#queue(samples.subarray(at, at + block));
  }

  /** Resolves when all that was pushed is judged. */
  settled(): Promise<void> {
    return this.#done;
  }

  /** The turn, if there is one, was ended by another. */
  reset(): void {
    this.#speaking = false;
    this.#before = [];
  }

  #queue(block: Int16Array): void {
    this.#done = this.#done.then(() => this.#judge(block)).catch((thrown: unknown) => this.#listener.failed(thrown instanceof Error ? thrown.name : 'Error'));
  }

  async #judge(block: Int16Array): Promise<void> {
    for (const sample of this.#resampler.push(pcm16ToFloat(block))) {
      this.#frame[this.#filled++] = sample;
      if (this.#filled < this.#frame.length) continue;
      this.#filled = 0;
      this.#probability = await this.#model.probability(this.#frame);
      // the model may keep what it was given
      this.#frame = new Float32Array(this.#frame.length);
    }
    if (this.#speaking) this.#goesOn(block);
    else this.#mayStart(block);
  }

  #mayStart(block: Int16Array): void {
    const { threshold, prefixPadding } = this.#settings();
    if (this.#probability >= threshold) {
      this.#speaking = true;
      this.#silentSamples = 0;
      this.#listener.started();
      for (const each of [...this.#before.splice(0), block]) this.#listener.speech(each);
      return;
    }
    this.#before.push(block);
    let kept = this.#before.reduce((sum, { length }) => sum + length, 0);
    while (this.#before.length > 0 && kept > this.#samples(prefixPadding)) kept -= this.#before.shift()!.length;
  }

  #goesOn(block: Int16Array): void {
    const { threshold, silenceDuration } = this.#settings();
    this.#listener.speech(block);
    if (this.#probability >= threshold) this.#silentSamples = 0;
    else if (this.#silentSamples > 0 || this.#probability < threshold - HYSTERESIS) this.#silentSamples += block.length;
    if (this.#silentSamples < this.#samples(silenceDuration) || this.#silentSamples === 0) return;
    this.#speaking = false;
    this.#listener.ended();
  }

  #samples(ms: number): number {
    return (ms * this.#rate) / 1000;
  }
}
