/** Time as the runtime sees it; passed in, so that tests can turn it. */
export interface Clock {
  /** Epoch milliseconds, the wall clock: may jump. For dates. */
  now(): number;
  /** Milliseconds from an arbitrary start that never run backwards. For durations. */
  elapsed(): number;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
