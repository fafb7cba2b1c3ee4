import { RuntimeError } from '../../contract/errors.ts';

/** Hears of what failed or came late: a name or a code, never what was said. */
export type OnFault = (what: string, reason: string) => void;

/** The code of an error, else its name. Its message may quote what it met. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'Error';
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}

export const memoryLate = (): RuntimeError =>
  new RuntimeError('runtime.timeout', 'The memory gave no answer in time. Check that it can be reached, or give timeoutMs more.');
