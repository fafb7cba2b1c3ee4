import { systemTimers, type SyncTimers } from '../../worker/sync/timers.ts';

/** An object that nobody calls may be evicted after so long, in milliseconds, unless a timer holds it. */
const SHORT_MS = 10_000;

/** Timers that hold no object in memory: what would wait for longer is left to its alarm and to the next call. */
export const objectTimers: SyncTimers = {
  after: (ms, run, background) => (background && ms > SHORT_MS ? () => undefined : systemTimers.after(ms, run)),
};
