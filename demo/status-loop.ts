import { stats } from './api.ts';
import { isKept } from './offline.ts';
import { showCounts } from './view/remembered.ts';
import { showStatus } from './view/status.ts';
import type { Stats } from './wire.ts';

/** While something is under way, and otherwise (another tab may write), in milliseconds. */
const BUSY_MS = 250;
const CALM_MS = 3000;

/** Keeps the status line and the counts true. */
export class StatusLoop {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  start(): void {
    for (const event of ['online', 'offline'] as const) addEventListener(event, () => void this.refresh());
    document.addEventListener('visibilitychange', () => void this.refresh());
    void this.refresh();
  }

  /** Asks now, shows the answer, and asks again after a while. Null when there was none; never rejects. */
  refresh(): Promise<Stats | null> {
    // one after another: an answer that is under way may be older than what the caller just wrote
    const next = this.#last.then(() => this.#ask());
    this.#last = next;
    return next;
  }

  async #ask(): Promise<Stats | null> {
    clearTimeout(this.#timer);
    // what keeps stats away is told by the call that a person made
    const [now, offlineReady] = await Promise.all([stats().catch(() => null), isKept()]);
    if (now) {
      showStatus(now, { online: navigator.onLine, offlineReady });
      showCounts(now);
    }
    if (!document.hidden) this.#timer = setTimeout(() => void this.refresh(), isBusy(now) ? BUSY_MS : CALM_MS);
    return now;
  }
}

function isBusy(now: Stats | null): boolean {
  return now !== null && (now.model.state === 'loading' || now.pendingEmbeddings > 0);
}
