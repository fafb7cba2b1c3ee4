import { nameOf } from '../src/contract/errors.ts';
import { LONGEST_TIMER_MS } from '../src/contract/defaults.ts';
import type { LaneTrace } from '../src/contract/types.ts';
import type { Clock } from './clock.ts';

/**
 * One moment by which everything has to be in. Counted on the monotonic clock from the budget that was left when it was
 * made, so a wall clock that jumps neither stretches nor cuts it.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #start: number;
  readonly #budget: number;

  constructor(clock: Clock, budgetMs: number) {
    this.#clock = clock;
    this.#start = clock.elapsed();
    this.#budget = budgetMs;
  }

  /** Milliseconds since the start. */
  spent(): number {
    return this.#clock.elapsed() - this.#start;
  }

  left(): number {
    return this.#budget - this.spent();
  }
}

export type Timed<T> = { readonly value: T; readonly trace: LaneTrace } | { readonly value: null; readonly trace: LaneTrace };

/** Resolves to `fallback` when `work` is not settled `ms` from now. The timer never outlives the work. */
export function before<T, F>(ms: number, work: Promise<T>, fallback: F): Promise<T | F> {
  return new Promise<T | F>((resolve, reject) => {
    const timer = setTimeout(() => resolve(fallback), Math.max(0, Math.min(ms, LONGEST_TIMER_MS)));
    work
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
      .catch(() => undefined);
  });
}

const LATE = Symbol('late');

/** Runs one lane's work: its value, or why there is none. Never rejects and never takes longer than `limitMs`. */
export async function timed<T>(deadline: Deadline, limitMs: number, work: () => Promise<T>): Promise<Timed<T>> {
  const startMs = deadline.spent();
  const trace = (status: LaneTrace['status'], reason?: string): LaneTrace => ({
    status,
    startMs,
    ms: deadline.spent() - startMs,
    ...(reason === undefined ? {} : { reason }),
  });
  try {
    const value = await before(limitMs, Promise.resolve().then(work), LATE);
    return value === LATE ? { value: null, trace: trace('late', 'no answer inside the deadline') } : { value: value as T, trace: trace('ok') };
  } catch (thrown) {
    // the name alone: a message could quote stored text
    return { value: null, trace: trace('failed', nameOf(thrown)) };
  }
}
