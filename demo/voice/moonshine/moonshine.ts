import { InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { SAMPLE_RATE } from '../sample-rate.ts';
import { decode } from './decoder.ts';
import { pieces } from './pieces.ts';
import { readTokens, textOf } from './tokens.ts';

/** The convolutions in front need this much to give anything. Samples. */
const LEAST = 1600;
/** Nobody speaks faster, in tokens a second. */
const TOKENS_PER_SECOND = 6.5;

/** The model's files. */
export interface MoonshineFiles {
  readonly encoder: Uint8Array;
  readonly decoder: Uint8Array;
  readonly tokenizer: Uint8Array;
}

/**
 * Moonshine tiny, which understands English: speech in, text out.
 * Out of silence it makes words, so it is given what somebody said and nothing else.
 */
export class Moonshine {
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  readonly #tokens: readonly Uint8Array[];

  private constructor(encoder: InferenceSession, decoder: InferenceSession, tokens: readonly Uint8Array[]) {
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#tokens = tokens;
  }

  /** ONNX Runtime has to be configured before. */
  static async load({ encoder, decoder, tokenizer }: MoonshineFiles): Promise<Moonshine> {
    const tokens = readTokens(tokenizer);
    const options = { executionProviders: ['wasm'] };
    return new Moonshine(await InferenceSession.create(encoder, options), await InferenceSession.create(decoder, options), tokens);
  }

  /**
   * What was said.
   *
   * @param samples -1 to 1, at {@link SAMPLE_RATE}
   * @param pause is awaited between two tokens; what it throws ends it
   */
  async transcribe(samples: Float32Array, pause: () => Promise<void>): Promise<string> {
    const texts: string[] = [];
    for (const piece of pieces(samples, SAMPLE_RATE)) {
      await pause();
      texts.push(await this.#transcribe(piece, pause));
    }
    // it takes a pause for a comma, also the last
    return texts
      .filter((text) => text !== '')
      .join(' ')
      .replace(/,$/, '.');
  }

  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
  }

  async #transcribe(piece: Float32Array, pause: () => Promise<void>): Promise<string> {
    const samples = new Float32Array(Math.max(LEAST, piece.length));
    samples.set(piece);
    const { length } = samples;
    // one mask for both: the decoder's is counted in samples too
    const mask = new Tensor('int64', new BigInt64Array(length).fill(1n), [1, length]);
    const encoded = await this.#encoder.run({ input_values: new Tensor('float32', samples, [1, length]), attention_mask: mask });
    await pause();
    const ids = await decode(this.#decoder, { states: encoded['last_hidden_state']!, mask }, Math.ceil((length / SAMPLE_RATE) * TOKENS_PER_SECOND), pause);
    return textOf(this.#tokens, ids);
  }
}
