import type { Runtime } from '../contract/runtime.ts';
import type { Timers } from './timers.ts';
import { within } from './within.ts';

export interface ShutDownOptions {
  readonly flushDeadlineMs: number;
  readonly timers: Timers;
  /** Runs first, while the runtime still answers. */
  readonly before: () => Promise<void> | undefined;
}

const BEFORE_MS = 5_000;
const FLUSH_GRACE_MS = 2_000;
const CLOSE_MS = 2_000;

/** Flushes and closes a runtime. Never rejects; what fails or hangs is left behind, since the place is wanted. */
export async function shutDown(runtime: Runtime, { before, flushDeadlineMs, timers }: ShutDownOptions): Promise<void> {
  const atMost = (ms: number, work: () => Promise<unknown>): Promise<unknown> =>
    within(ms, work, { late: () => new Error('late'), timers }).catch(() => undefined);
  await atMost(BEFORE_MS, async () => before());
  await atMost(flushDeadlineMs + FLUSH_GRACE_MS, () => runtime.flush({ deadlineMs: flushDeadlineMs }));
  await atMost(CLOSE_MS, () => runtime.close());
}
