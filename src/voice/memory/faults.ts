import { RuntimeError } from '../../contract/errors.ts';

/** Hears of what failed or came late: a name or a code, never what was said. */
export type OnFault = (what: string, reason: string) => void;

export const memoryLate = (): RuntimeError =>
  new RuntimeError('runtime.timeout', 'The memory gave no answer in time. Check that it can be reached, or give timeoutMs more.');
