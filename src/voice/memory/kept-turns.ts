import type { Timers } from '../../client/timers.ts';
import { within } from '../../client/within.ts';
import { reasonOf } from '../../contract/errors.ts';
import { memoryLate, type OnFault } from './faults.ts';
import type { TalkMemory, Turn } from './talk-memory.ts';

/** What saving a turn may take, in milliseconds: nobody waits for it. */
const SAVE_MS = 9_000;

/** Turns on their way into the memory, in their order. One that cannot be saved now is tried again with the next, and at the end. */
export class KeptTurns {
  readonly #memory: TalkMemory;
  readonly #onFault: OnFault;
  readonly #timers: Timers;
  readonly #waiting: Turn[] = [];
  #saved: Promise<void> = Promise.resolve();

  constructor(memory: TalkMemory, onFault: OnFault, timers: Timers) {
    this.#memory = memory;
    this.#onFault = onFault;
    this.#timers = timers;
  }

  keep(turn: Turn): void {
    this.#waiting.push(turn);
    void this.flush();
  }

  /** Tries what waits. Resolves when that is done, however it went. */
  flush(): Promise<void> {
    return (this.#saved = this.#saved.then(() => this.#save()));
  }

  /** Resolves when all was saved, or tried. */
  settled(): Promise<void> {
    return this.#saved;
  }

  async #save(): Promise<void> {
    for (let [turn] = this.#waiting; turn; [turn] = this.#waiting) {
      const next = turn;
      try {
        await within(SAVE_MS, async (signal) => this.#memory.save(next, signal), { late: memoryLate, timers: this.#timers });
      } catch (thrown) {
        const reason = reasonOf(thrown);
        this.#onFault('a turn was not saved', reason);
        // what is refused would be refused again
        if (reason !== 'runtime.bad_request') return;
      }
      this.#waiting.shift();
    }
  }
}
