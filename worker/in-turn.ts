/** Does work in turn with that of other tabs and workers. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A frozen tab may have been let in and not come out: whoever has waited so long goes ahead, in milliseconds. */
const PATIENCE_MS = 1_000;

/** In the order in which they ask, by a Web Lock of this name; where there are none nobody waits for anybody. */
export function inTurnBy(name: string): InTurn {
  const { navigator } = globalThis as { readonly navigator?: { readonly locks?: LockManager } };
  const locks = navigator?.locks;
  if (!locks) return (work) => work();
  return async (work) => {
    let begun: ReturnType<typeof work> | undefined;
    try {
      // the rejection of the work itself comes through as well
      return await locks.request(name, { signal: AbortSignal.timeout(PATIENCE_MS) }, () => (begun = work()));
    } catch (thrown) {
      if (begun) throw thrown;
      return work();
    }
  };
}
