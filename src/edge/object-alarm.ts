import type { ObjectStorage } from './platform.ts';

/** So long is given to what happens behind the answer, in milliseconds. */
const GRACE_MS = 30_000;
/** Waits after alarms that left something undone: doubled up to the longest. The platform's own retries come to an end. */
const FIRST_MS = 10_000;
const LONGEST_MS = 3_600_000;

const FAILURES_KEY = 'memoair:alarm-failures';

/** The one alarm of an object: it wakes up for what is left to do, though nobody calls. */
export class ObjectAlarm {
  readonly #storage: ObjectStorage;
  readonly #now: () => number;
  readonly #random: () => number;
  /** When it is set for, as far as is known; an object that was evicted sets it again. */
  #at = Infinity;

  constructor(storage: ObjectStorage, now: () => number, random: () => number) {
    this.#storage = storage;
    this.#now = now;
    this.#random = random;
  }

  /** Something is to be done with what was just written. Called in its transaction, so that the alarm is stored with it or not at all. */
  soon(): void {
    this.#set(GRACE_MS);
  }

  /** It rang: until something sets it again, there is none. */
  rang(): void {
    this.#at = Infinity;
  }

  /** Nothing is left to do. */
  done(): void {
    if (this.failures > 0) this.#storage.kv.put(FAILURES_KEY, 0);
  }

  /** What is left is tried again: soon where something came of it, otherwise later each time. */
  again(progress: boolean): void {
    const failures = progress ? 0 : this.failures + 1;
    this.#storage.kv.put(FAILURES_KEY, failures);
    this.#set(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1)) * (0.5 + this.#random() / 2));
  }

  /** Alarms in a row that brought nothing. */
  get failures(): number {
    return Number(this.#storage.kv.get(FAILURES_KEY) ?? 0);
  }

  #set(ms: number): void {
    const at = this.#now() + ms;
    // one whose time is over was rolled back with what set it
    if (this.#at > this.#now() && this.#at <= at) return;
    this.#at = at;
    // what fails here fails the answers that wait for it to be stored, and resets the object
    void this.#storage.setAlarm(at);
  }
}
