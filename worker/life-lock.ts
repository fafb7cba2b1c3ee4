/**
 * Holds a Web Lock until this thread dies. A page that waits for the same lock learns of the death, which no event tells
 * (a terminated or crashed worker is silent). Resolves to true once the lock is held, to false where there are no locks
 * or this thread is refused them: it then lives unwatched.
 */
export function holdLifeLock(name: string): Promise<boolean> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return Promise.resolve(false);
  return new Promise((settled) => {
    locks
      .request(name, () => {
        settled(true);
        return new Promise<never>(() => undefined);
      })
      .catch(() => settled(false));
  });
}
