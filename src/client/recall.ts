import { emptyAnswer } from '../contract/empty-answer.ts';
import { CALL_LIMITS } from './defaults.ts';
import { MemoAirVoiceMemoryError } from './errors.ts';
import type { MemoAirVoiceMemory } from './memory.ts';
import type { SearchOptions } from './memory-calls.ts';
import { searchResultOf, type SearchResult } from './results.ts';

/**
 * A recall that a caller's turn can rely on: a runtime that is late, away or failing gives an empty result, whose trace is
 * degraded and says why. A refusal (4xx) rejects: it is a fault of the call.
 */
export async function recall(memory: MemoAirVoiceMemory, query: string, options: SearchOptions): Promise<SearchResult> {
  try {
    return searchResultOf(await memory.searchMemory(query, options));
  } catch (thrown) {
    if (!(thrown instanceof MemoAirVoiceMemoryError)) throw thrown;
    const { statusCode, code } = thrown;
    if (statusCode !== null && statusCode >= 400 && statusCode < 500) throw thrown;
    return searchResultOf(emptyAnswer(options.timeoutMs ?? CALL_LIMITS.searchTimeoutMs, code));
  }
}

/** Does `work`; opens the session once more when the runtime no longer knows it, as after a restart. */
export async function inSession<T>(memory: MemoAirVoiceMemory, metadata: Readonly<Record<string, unknown>>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof MemoAirVoiceMemoryError && thrown.code === 'runtime.session_not_found')) throw thrown;
    await memory.startSession({ metadata });
    return work();
  }
}

/** A hint is worth no error: false too where the runtime cannot be had. */
export async function quietly(hint: () => Promise<boolean>): Promise<boolean> {
  try {
    return await hint();
  } catch (thrown) {
    if (thrown instanceof MemoAirVoiceMemoryError) return false;
    throw thrown;
  }
}
