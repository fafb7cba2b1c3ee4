import { floatToPcm16, pcm16ToFloat } from '../audio/pcm16.ts';
import { Resampler } from '../audio/resampler.ts';

/** Samples of one rate as those of another, piece by piece; as they are where both are the same. */
export class PcmRate {
  readonly #from: number;
  readonly #to: number;
  #resampler: Resampler | null = null;

  constructor(from: number, to: number) {
    this.#from = from;
    this.#to = to;
  }

  push(samples: Int16Array): Int16Array {
    if (this.#from === this.#to) return samples;
    this.#resampler ??= new Resampler(this.#from, this.#to);
    return floatToPcm16(this.#resampler.push(pcm16ToFloat(samples)));
  }

  /** What is still held back; the next piece begins anew. */
  end(): Int16Array {
    const rest = this.#resampler ? floatToPcm16(this.#resampler.end()) : new Int16Array();
    this.#resampler = null;
    return rest;
  }
}

/** All of it at once. */
export function atRate(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to) return samples;
  const rate = new PcmRate(from, to);
  const [whole, rest] = [rate.push(samples), rate.end()];
  const all = new Int16Array(whole.length + rest.length);
  all.set(whole);
  all.set(rest, whole.length);
  return all;
}
