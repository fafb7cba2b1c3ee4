/** Timers as sync uses them; passed in, so that tests can turn them. */
export interface SyncTimers {
  /**
   * Calls `run` after `ms` milliseconds, unless the function that it returns is called before. One that runs in the
   * `background` does not keep a Node process alive.
   */
  after(ms: number, run: () => void, background?: boolean): () => void;
}

export const systemTimers: SyncTimers = {
  after: (ms, run, background = false) => {
    const timer: unknown = setTimeout(run, ms);
    if (background) (timer as { unref?: () => void }).unref?.();
    return () => clearTimeout(timer as number);
  },
};
