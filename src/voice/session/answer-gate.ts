import type { Timers } from '../../client/timers.ts';

/**
 * Is told what the user said before it is answered. An answer is asked for once this resolves with true; false: more was said
 * by then, for which it is called again.
 */
export type PassAnswer = (text: string) => Promise<boolean>;

/** What an answer is held back at most, from the end of what the user said, in milliseconds: a transcript may never come. */
const HELD_MS = 4_000;

export interface AnswerGateOptions {
  /** Null: answers are not held back. */
  readonly pass: () => PassAnswer | null;
  /** Asks for the answer. */
  readonly ask: () => void;
  readonly timers: Timers;
}

/** Holds an answer back until the user's words have passed, and never for good. */
export class AnswerGate {
  readonly #options: AnswerGateOptions;
  #held = false;
  /** Turns whose words have not come. */
  #wordless = 0;
  /** Of the words that came last. */
  #latest = 0;
  #cancel: () => void = () => undefined;

  constructor(options: AnswerGateOptions) {
    this.#options = options;
  }

  /** The user has finished, and an answer is awaited. */
  hold(): void {
    const { pass, timers } = this.#options;
    if (!pass()) return;
    this.#held = true;
    this.#wordless++;
    this.#cancel();
    this.#cancel = timers.after(HELD_MS, () => this.open());
  }

  /** The words of a turn; empty where there are none. */
  async words(text: string): Promise<void> {
    this.#wordless = Math.max(0, this.#wordless - 1);
    const pass = this.#options.pass();
    if (!pass) return;
    const latest = ++this.#latest;
    const passed = await pass(text).catch(() => true);
    if (passed && latest === this.#latest && this.#wordless === 0) this.open();
  }

  /** An answer that is held back is asked for. */
  open(): void {
    const held = this.#held;
    this.drop();
    this.#wordless = 0;
    if (held) this.#options.ask();
  }

  /** No answer is awaited any more, or one has begun. */
  drop(): void {
    this.#held = false;
    this.#cancel();
  }
}
