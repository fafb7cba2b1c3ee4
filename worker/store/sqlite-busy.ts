import { systemClock } from '../clock.ts';
import { SqliteBusy } from './sqlite-driver.ts';
import { StoreBusyError } from './store-errors.ts';

/** How long an operation waits for others. A commit takes a millisecond or a few: even a crowd of writers is through long before. */
export const PATIENCE_MS = 5000;
const LONGEST_PAUSE_MS = 50;

/**
 * Does the work; while another connection is in the way, tries it again after pauses that grow. The pauses are timers:
 * SQLite's own waiting would hold up the thread that answers. They are jittered, or two that wait would meet again.
 *
 * @throws StoreBusyError after `patienceMs`
 */
export async function whileBusy<R>(database: string, patienceMs: number, work: () => R): Promise<R> {
  const start = systemClock.elapsed();
  for (let pause = 1; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return work();
    } catch (thrown) {
      if (!(thrown instanceof SqliteBusy)) throw thrown;
      if (systemClock.elapsed() - start > patienceMs) throw new StoreBusyError(database, { cause: thrown });
    }
    await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
  }
}
