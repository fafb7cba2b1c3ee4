/** A browser's own scheduler, where it has one. */
interface Scheduler {
  readonly postTask?: (task: () => void, options: { readonly priority: 'user-visible' | 'background' }) => Promise<void>;
}

/**
 * Lets everything else that waits have its turn. Work over SQLite or over memory alone never does that by itself: an
 * awaited promise that is settled already comes before any timer or request.
 *
 * `background`: comes after everything else where the platform knows how, and the process may end meanwhile.
 */
export function nextTask({ background = false }: { readonly background?: boolean } = {}): Promise<void> {
  const { scheduler } = globalThis as { readonly scheduler?: Scheduler };
  // a browser makes timers that follow one another wait four milliseconds each
  if (scheduler?.postTask) return scheduler.postTask(() => undefined, { priority: background ? 'background' : 'user-visible' });
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 0);
    // Node waits for timers before it ends
    if (background && typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
  });
}
