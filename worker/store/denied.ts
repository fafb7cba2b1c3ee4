/** Names under which a private window or a blocked site refuses IndexedDB. */
const REFUSALS = new Set(['SecurityError', 'InvalidStateError', 'NotAllowedError', 'ReferenceError']);

/**
 * Whether what opening a database threw means that this browser keeps no data here. Chromium, told by its settings to keep none, answers
 * with an UnknownError, as it does when its disk fails; it refuses locks too then, and says why.
 */
export async function isDenied(thrown: unknown): Promise<boolean> {
  if (!(thrown instanceof Error)) return false;
  if (REFUSALS.has(thrown.name)) return true;
  if (thrown.name !== 'UnknownError') return false;
  const { locks } = navigator as { locks?: LockManager };
  return (
    (await locks?.query().then(
      () => false,
      (refused: unknown) => refused instanceof Error && refused.name === 'SecurityError',
    )) ?? false
  );
}
