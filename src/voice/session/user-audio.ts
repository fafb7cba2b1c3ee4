/** What the user said last is kept up to here, in seconds. */
const KEPT_S = 120;

/** What the user says, with its place in all that was said: milliseconds from the beginning. */
export class UserAudio {
  readonly #rate: number;
  #pieces: Int16Array[] = [];
  /** Samples before the first piece, and all of them. */
  #dropped = 0;
  #total = 0;

  /** @param rate Hertz */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** Milliseconds. */
  get length(): number {
    return (this.#total * 1000) / this.#rate;
  }

  add(samples: Int16Array): void {
    this.#pieces.push(samples);
    this.#total += samples.length;
    while (this.#total - this.#dropped > KEPT_S * this.#rate) this.#dropped += this.#pieces.shift()!.length;
  }

  /** From a millisecond to another; what is no longer kept is left out. */
  between(fromMs: number, toMs: number): Int16Array<ArrayBuffer> {
    const sample = (ms: number): number => Math.max(this.#dropped, Math.min(this.#total, Math.round((ms * this.#rate) / 1000)));
    const [from, to] = [sample(fromMs), sample(toMs)];
    const cut = new Int16Array(Math.max(0, to - from));
    let at = this.#dropped;
    for (const piece of this.#pieces) {
      const part = piece.subarray(Math.max(0, from - at), Math.max(0, to - at));
      if (part.length > 0) cut.set(part, Math.max(0, at - from));
      at += piece.length;
    }
    return cut;
  }
}
