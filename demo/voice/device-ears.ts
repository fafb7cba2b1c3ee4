import type { Recognition, RecognizerListener, SpeechModel, SpeechRecognizer } from '../../src/voice/session/index.ts';
import { SAMPLE_RATE } from './sample-rate.ts';

/** What {@link DeviceEars} needs of the engine in its worker. */
export interface Engine {
  probability(frame: Float32Array): Promise<number>;
  reset(): Promise<void> | void;
  transcribe(samples: Int16Array): Promise<string | null>;
}

/** As sure as this it has to be that somebody speaks. */
export const THRESHOLD = 0.5;
/** Samples of a frame: 32 ms. */
const FRAME = 512;
/** After so many frames of silence it is written down what was said, in case that it was all. */
const PAUSE_FRAMES = 6;
/** What is shorter was no word. */
const LEAST_FRAMES = 5;

/** When a turn was understood: milliseconds of `performance.now()`. */
export interface Understood {
  readonly lastSpeechAt: number;
  readonly endedAt: number;
  readonly textAt: number;
}

/** A turn that is over, and what is known of it. */
interface Turn {
  readonly said: Int16Array;
  readonly guess: Promise<string | null> | null;
  readonly wordless: boolean;
  readonly lastSpeechAt: number;
  readonly endedAt: number;
}

/** Options of {@link DeviceEars}. */
export interface EarsOptions {
  readonly engine: Engine;
  /** Whether nothing is heard now: an answer is read aloud that nobody is to interrupt. */
  readonly deaf: () => boolean;
  readonly onUnderstood: (understood: Understood) => void;
}

/**
 * Hears on this device. Silence ends a turn only after a while; at its beginning what was said is written down already, so
 * that by the end of the turn the text is there:
 *
 *     speech ──silence──▶ guess ──silence──▶ end of the turn: the guess is the text
 *        ▲                  │
 *        └──── speech: the guess is thrown away
 */
export class DeviceEars implements SpeechModel, SpeechRecognizer, Recognition {
  readonly sampleRate: number = SAMPLE_RATE;
  readonly frameSamples: number = FRAME;
  readonly #options: EarsOptions;
  #listener: RecognizerListener | null = null;
  #said: Int16Array[] = [];
  #speechFrames = 0;
  #silentFrames = 0;
  #lastSpeechAt = 0;
  #guess: Promise<string | null> | null = null;
  /** Turns that are over and not understood yet: one after another, because a newer call of the engine breaks off an older one. */
  #waiting = 0;
  #understood: Promise<void> = Promise.resolve();
  /** What was understood when nobody listened any more. */
  #untold: string[] = [];

  constructor(options: EarsOptions) {
    this.#options = options;
  }

  async probability(frame: Float32Array): Promise<number> {
    const heard = await this.#options.engine.probability(frame);
    const probability = this.#options.deaf() ? 0 : heard;
    if (probability >= THRESHOLD) {
      this.#speechFrames++;
      this.#silentFrames = 0;
      this.#lastSpeechAt = performance.now();
      this.#guess = null;
    } else if (++this.#silentFrames === PAUSE_FRAMES) this.#makeGuess();
    return probability;
  }

  reset(): void {
    void this.#options.engine.reset();
  }

  start(listener: RecognizerListener): Recognition {
    this.#listener = listener;
    return this;
  }

  push(samples: Int16Array): void {
    this.#said.push(samples);
  }

  finish(): void {
    const turn = this.#takeTurn(performance.now());
    this.#waiting++;
    this.#understood = this.#understood.then(() => this.#understand(turn)).finally(() => this.#waiting--);
  }

  /** Hears no more. Gives what was said and is not told of yet, as soon as it is understood. */
  async last(): Promise<string> {
    this.#listener = null;
    if (this.#said.length > 0) this.finish();
    await this.#understood;
    return this.#untold.splice(0).join(' ');
  }

  stop(): void {
    this.#listener = null;
    this.#forget();
  }

  #makeGuess(): void {
    if (this.#waiting > 0 || this.#said.length === 0 || this.#speechFrames < LEAST_FRAMES) return;
    const guess = this.#options.engine.transcribe(joined(this.#said));
    this.#guess = guess;
    void this.#tellPartly(guess);
  }

  async #tellPartly(guess: Promise<string | null>): Promise<void> {
    // what failed is told where it is waited for
    const text = await guess.catch(() => null);
    if (text !== null && this.#guess === guess) this.#listener?.partial(text);
  }

  #takeTurn(endedAt: number): Turn {
    const wordless = this.#speechFrames < LEAST_FRAMES;
    const turn = { said: joined(this.#said), guess: this.#guess, wordless, lastSpeechAt: this.#lastSpeechAt, endedAt };
    this.#forget();
    return turn;
  }

  async #understand({ said, guess, wordless, lastSpeechAt, endedAt }: Turn): Promise<void> {
    try {
      const text = wordless ? '' : ((await guess) ?? (await this.#options.engine.transcribe(said)) ?? '');
      if (text !== '') this.#options.onUnderstood({ lastSpeechAt, endedAt, textAt: performance.now() });
      if (this.#listener) this.#listener.final(text);
      else if (text !== '') this.#untold.push(text);
    } catch (thrown) {
      this.#listener?.failed(thrown instanceof Error ? thrown.name : 'Error');
      this.#listener?.final('');
    }
  }

  #forget(): void {
    this.#said = [];
    this.#speechFrames = 0;
    this.#guess = null;
  }
}

function joined(pieces: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
