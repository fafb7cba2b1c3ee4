/** Events of a batch at most. */
export const BATCH_EVENTS = 100;

/**
 * How many events go into the next batch. Halved while a batch is refused for one of them, down to the one, and doubled again
 * behind it. A batch that is too large as a whole says what the cloud takes, so there it stays.
 */
export class Pace {
  #most = BATCH_EVENTS;
  #grows = true;

  get most(): number {
    return this.#most;
  }

  /** A batch of so many events was refused. */
  refused(events: number, tooLarge: boolean): void {
    this.#most = Math.max(1, Math.ceil(events / 2));
    if (events === 1) this.#grows = true;
    else if (tooLarge) this.#grows = false;
  }

  went(): void {
    if (this.#grows) this.#most = Math.min(BATCH_EVENTS, this.#most * 2);
  }
}
