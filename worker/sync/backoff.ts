/** Waits between failures, in milliseconds. */
const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/**
 * Decorrelated jitter: each wait is drawn between the shortest and three times the one before, so that devices that lost the
 * same cloud at the same time do not come back at the same time.
 */
export class Backoff {
  readonly #random: () => number;
  #last = FIRST_MS;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Milliseconds to wait now. */
  next(): number {
    this.#last = Math.min(LONGEST_MS, FIRST_MS + this.#random() * (this.#last * 3 - FIRST_MS));
    return this.#last;
  }

  /** Something went through. */
  reset(): void {
    this.#last = FIRST_MS;
  }
}
