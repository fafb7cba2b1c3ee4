import { OPERATION_TIMEOUT_MS } from '../src/contract/defaults.ts';
import { asRuntimeError, RuntimeError } from '../src/contract/errors.ts';
import { withoutWords } from '../src/contract/without-words.ts';
import type { CallOptions } from '../src/contract/runtime.ts';
import type { Clock } from './clock.ts';
import { before } from './deadline.ts';
import { StoreEncryptedError, StoreVersionError } from './store/store-errors.ts';

/** Does the work; whatever it throws comes out as the contract's error. */
export async function guarded<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    // another tab has a newer version of the app: to send the call again helps nobody, and the message says what does
    if (thrown instanceof StoreVersionError || thrown instanceof StoreEncryptedError)
      throw new RuntimeError('runtime.bootstrap_failed', thrown.message, { retryable: false, details: { reason: thrown.name }, cause: thrown });
    throw asRuntimeError(thrown, doing, withoutWords(thrown));
  }
}

/**
 * The same, with a limit: the caller's deadline, or the limit of every operation but recall. What had begun may still be
 * committed. @throws RuntimeError runtime.timeout
 */
export function bounded<T>(doing: string, clock: Clock, options: CallOptions, work: () => Promise<T>): Promise<T> {
  return guarded(doing, async () => {
    options.signal?.throwIfAborted();
    const left = options.deadline === undefined ? OPERATION_TIMEOUT_MS : options.deadline - clock.now();
    const done = await before(
      left,
      work().then((value) => ({ value })),
      null,
    );
    if (!done) throw new RuntimeError('runtime.timeout', `${doing} took longer than its limit. It may be sent again: a turn is never stored twice.`);
    return done.value;
  });
}
