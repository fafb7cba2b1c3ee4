import type { Timers } from '../../client/timers.ts';

/** How long nothing may come of an answer until it is over, in milliseconds: after a word ahead of a tool's call more follows. */
const QUIET_MS = 3_000;

/** Waits for an answer to be over, where a client tells the end of each of its parts but not of the whole. */
export class Quiet {
  readonly #timers: Timers;
  readonly #over: () => void;
  #cancel: () => void = () => undefined;

  constructor(timers: Timers, over: () => void) {
    this.#timers = timers;
    this.#over = over;
  }

  /** Nothing is heard now. */
  begins(): void {
    this.#cancel();
    this.#cancel = this.#timers.after(QUIET_MS, this.#over);
  }

  ends(): void {
    this.#cancel();
  }
}
