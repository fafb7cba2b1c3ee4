/**
 * Holds a Web Lock until this thread dies. A page that waits for the same lock learns of the death, which no event tells
 * (a terminated or crashed worker is silent). Resolves once the lock is held, or at once where there are no locks.
 */
export function holdLifeLock(name: string): Promise<void> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return Promise.resolve();
  return new Promise((held) => {
    // refused where storage is: the worker then lives unwatched
    locks
      .request(name, () => {
        held();
        return new Promise<never>(() => undefined);
      })
      .catch(() => held());
  });
}
