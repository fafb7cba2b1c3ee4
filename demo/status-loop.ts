import { stats } from './api.ts';
import { isKept } from './offline.ts';
import { ModelProgress } from './view/model-progress.ts';
import { showStatus } from './view/status.ts';
import type { Stats } from './wire.ts';

/** While something is under way, and otherwise (another tab may write), in milliseconds. */
const BUSY_MS = 250;
const CALM_MS = 3000;

/** Keeps true what the page says about the runtime. */
export class StatusLoop {
  readonly #listeners = new Set<(now: Stats) => void>();
  readonly #progress = new ModelProgress();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  start(): void {
    this.#progress.bind();
    for (const event of ['online', 'offline'] as const) addEventListener(event, () => void this.refresh());
    document.addEventListener('visibilitychange', () => void this.refresh());
    void this.refresh();
  }

  /** Has `listener` told of each answer, until the function that comes back is called. */
  subscribe(listener: (now: Stats) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
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
      showStatus(now, { offlineReady });
      void this.#progress.show(now.model);
      for (const listener of this.#listeners) listener(now);
    }
    if (!document.hidden) this.#timer = setTimeout(() => void this.refresh(), isBusy(now) ? BUSY_MS : CALM_MS);
    return now;
  }
}

function isBusy(now: Stats | null): boolean {
  return now !== null && (now.model.state === 'loading' || now.pendingEmbeddings > 0);
}
