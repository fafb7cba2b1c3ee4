/** Zero crossings of the sinc on each side, at the lower of both rates. */
const CROSSINGS = 32;
/** Of the Kaiser window: stop band below -90 dB. */
const BETA = 9;
/** The middle of the filter's slope, as a part of the lower Nyquist frequency: flat to 0.82 of it, silent from 1. */
const ROLL_OFF = 0.91;

/**
 * Turns audio of one rate into another, piece by piece: the same samples come out however the input was cut. Exact windowed sinc,
 * one set of coefficients per phase. The output lags {@link CROSSINGS} samples of the lower rate behind until {@link end}.
 *
 * @example
 * ```ts
 * const resampler = new Resampler(context.sampleRate, 24_000);
 * worklet.port.onmessage = ({ data }) => connection.inputAudioBuffer.append({ audio: floatToPcm16(resampler.push(data)) });
 * ```
 */
export class Resampler {
  /** Output sample n lies at input n · step / phases. */
  readonly #step: number;
  readonly #phases: number;
  /** Input samples on each side that a coefficient reaches. */
  readonly #reach: number;
  readonly #cutoff: number;
  readonly #kernels: (Float64Array | undefined)[] = [];
  #kept: Float32Array;
  /** Of the first kept sample in the whole input, and of the next output sample between its phases. */
  #origin: number;
  #whole = 0;
  #phase = 0;

  /** @param from Hertz of the input @param to Hertz of the output; both whole @throws RangeError */
  constructor(from: number, to: number) {
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && to > 0))
      throw new RangeError('A rate has to be a whole number of hertz, 1 or more.');
    const common = greatestDivisor(from, to);
    this.#step = from / common;
    this.#phases = to / common;
    this.#reach = Math.ceil(CROSSINGS * Math.max(1, from / to));
    this.#cutoff = from === to ? 1 : ROLL_OFF * Math.min(1, to / from);
    // the silence before the first sample
    this.#kept = new Float32Array(this.#reach);
    this.#origin = -this.#reach;
  }

  /** The next piece; gives what can be told by now, which may be nothing. */
  push(input: Float32Array): Float32Array<ArrayBuffer> {
    if (this.#step === this.#phases) return Float32Array.from(input);
    const kept = new Float32Array(this.#kept.length + input.length);
    kept.set(this.#kept);
    kept.set(input, this.#kept.length);
    const end = this.#origin + kept.length - this.#reach;
    const output = new Float32Array(Math.max(0, Math.ceil(((end - this.#whole) * this.#phases - this.#phase) / this.#step)));
    for (let at = 0; at < output.length; at++) {
      output[at] = this.#sample(kept);
      this.#phase += this.#step;
      this.#whole += Math.floor(this.#phase / this.#phases);
      this.#phase %= this.#phases;
    }
    const done = Math.min(kept.length, Math.max(0, this.#whole - this.#reach + 1 - this.#origin));
    this.#kept = kept.slice(done);
    this.#origin += done;
    return output;
  }

  /** The rest, as if silence followed. After it nothing more can be pushed. */
  end(): Float32Array<ArrayBuffer> {
    return this.#step === this.#phases ? new Float32Array() : this.push(new Float32Array(this.#reach));
  }

  #sample(kept: Float32Array): number {
    const kernel = (this.#kernels[this.#phase] ??= this.#kernelOf(this.#phase / this.#phases));
    const first = this.#whole - this.#reach + 1 - this.#origin;
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap++) sum += kernel[tap]! * kept[first + tap]!;
    return sum;
  }

  /** Weights of the input around an output sample that lies `fraction` behind one of them; their sum is 1. */
  #kernelOf(fraction: number): Float64Array {
    const kernel = Float64Array.from({ length: 2 * this.#reach }, (_, tap) => {
      const distance = tap - this.#reach + 1 - fraction;
      const x = Math.PI * this.#cutoff * distance;
      return (x === 0 ? 1 : Math.sin(x) / x) * kaiser(distance / this.#reach);
    });
    const sum = kernel.reduce((total, weight) => total + weight, 0);
    return kernel.map((weight) => weight / sum);
  }
}

function kaiser(at: number): number {
  return Math.abs(at) > 1 ? 0 : bessel(BETA * Math.sqrt(1 - at * at)) / bessel(BETA);
}

/** Modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
