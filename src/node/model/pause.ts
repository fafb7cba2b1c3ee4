import { setImmediate } from 'node:timers/promises';

/**
 * Lets timers and requests of the same thread run in between two steps of heavy work, so that a conversion in the
 * background never holds up an answer.
 *
 * @throws the signal's reason once it is aborted
 */
export async function pause(signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await setImmediate();
  signal?.throwIfAborted();
}
