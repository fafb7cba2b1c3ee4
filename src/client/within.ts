import { systemTimers, type Timers } from './timers.ts';

export interface WithinOptions {
  /** What the caller gets when the time is over. */
  readonly late: () => Error;
  readonly signal?: AbortSignal | undefined;
  readonly timers?: Timers | undefined;
}

/**
 * Settles as `work` does, or rejects as soon as `ms` milliseconds are over or the caller's signal aborts. The signal that
 * `work` gets aborts then too, but nothing waits for it to listen.
 */
export async function within<T>(ms: number, work: (signal: AbortSignal) => Promise<T>, options: WithinOptions): Promise<T> {
  const { late, signal, timers = systemTimers } = options;
  signal?.throwIfAborted();
  const cancel = new AbortController();
  const abort = (): void => cancel.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  const stop = timers.after(ms, () => cancel.abort(late()));
  try {
    return await untilAborted(cancel.signal, work(cancel.signal));
  } finally {
    stop();
    signal?.removeEventListener('abort', abort);
  }
}

/** Settles as `work` does, or rejects with the reason of `signal` when that aborts first. */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    // a signal may outlive thousands of calls
    work.finally(() => signal.removeEventListener('abort', abort)).then(resolve, reject);
  });
}
