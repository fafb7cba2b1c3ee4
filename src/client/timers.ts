import { LONGEST_TIMER_MS } from '../contract/defaults.ts';

/** Time as the SDK's classes see it; passed in, so that tests can turn it. */
export interface Timers {
  /** Milliseconds from an arbitrary start that never run backwards. */
  now(): number;
  /**
   * Calls `run` after `ms` milliseconds, unless the function that it returns is called before. One that runs in the
   * `background` does not keep a Node process alive.
   */
  after(ms: number, run: () => void, background?: boolean): () => void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (ms, run, background = false) => {
    const timer: unknown = setTimeout(run, Math.min(ms, LONGEST_TIMER_MS));
    if (background) (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer as number);
  },
};
