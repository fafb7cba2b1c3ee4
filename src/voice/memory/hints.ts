import { CALL_LIMITS } from '../../client/defaults.ts';
import type { Timers } from '../../client/timers.ts';
import { within } from '../../client/within.ts';
import { memoryLate } from './faults.ts';
import type { TalkMemory } from './talk-memory.ts';

/** Tells the memory what the user seems to be saying: one hint at a time, and of those that come meanwhile the last. */
export class Hints {
  readonly #memory: TalkMemory;
  readonly #timers: Timers;
  #next: string | null = null;
  #busy = false;

  constructor(memory: TalkMemory, timers: Timers) {
    this.#memory = memory;
    this.#timers = timers;
  }

  offer(partial: string): void {
    this.#next = partial;
    if (!this.#busy) void this.#tell();
  }

  /** The user has finished: what waits is of no use any more. */
  drop(): void {
    this.#next = null;
  }

  async #tell(): Promise<void> {
    this.#busy = true;
    for (let partial = this.#take(); partial !== null; partial = this.#take()) {
      const hint = partial;
      // a hint is worth no error
      await within(CALL_LIMITS.hintTimeoutMs, async (signal) => this.#memory.hint(hint, signal), { late: memoryLate, timers: this.#timers }).catch(
        () => undefined,
      );
    }
    this.#busy = false;
  }

  #take(): string | null {
    const next = this.#next;
    this.#next = null;
    return next;
  }
}
