import { within } from '../../client/within.ts';
import { DEFAULT_TIMEOUT_MS } from '../../contract/defaults.ts';
import { reasonOf, RuntimeError } from '../../contract/errors.ts';
import type { Arrival } from './bridge.ts';
import type { CallMemory, CallRecall, CallRecalled } from './call-memory.ts';
import { withoutNobody } from './unknown-caller.ts';

/** Options that bridges have in common. */
export interface BridgeOptions {
  readonly memory: CallMemory;
  /** What a search may take once the caller's runtime is there, in milliseconds. Default 250. */
  readonly timeoutMs?: number | undefined;
  /**
   * By when a search is answered, in milliseconds from its arrival, the start of the caller's runtime included. What is not
   * found by then is left out. Default 900: platforms can be told to wait for a second.
   */
  readonly answerWithinMs?: number | undefined;
  /** Hears of what failed or came late: a name or a code, never what was said. */
  readonly onFault?: ((what: string, reason: string) => void) | undefined;
  /**
   * Is given what has to come to its end though the answer is on its way, or nobody waits for one any more. In a Worker it is
   * `(work) => context.waitUntil(work)` of the call, without which the platform ends it there. Default: nothing, as in Node and Deno.
   */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

const ANSWER_WITHIN_MS = 900;
/** How long storing goes on whose answer came late, in milliseconds: a platform that was told so sends the same again. */
const WORK_MS = 120_000;
const NOTHING: CallRecalled = { contextText: '', org: [] };

/** What to look for. */
export type Wanted = Omit<CallRecall, 'timeoutMs' | 'signal'>;

/** Memory that answers in time: a caller waits on the line. */
export interface PunctualMemory {
  /** Never late, however long `wanted` takes; empty where nothing came. Rejects only with `runtime.bad_request`. */
  recall(wanted: () => Promise<Wanted>, arrival: Pick<Arrival, 'signal' | 'since'>): Promise<CallRecalled>;
  /**
   * Stores, also when the platform has hung up or was told that it is late: not every one sends again.
   *
   * @throws RuntimeError runtime.timeout, or what `work` throws
   */
  store(work: (memory: CallMemory, signal: AbortSignal) => Promise<void>): Promise<void>;
}

/** @param storeMs what the platform waits for a webhook, in milliseconds, less what the way there and back takes */
export function punctualMemory(options: BridgeOptions, storeMs: number): PunctualMemory {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, answerWithinMs = ANSWER_WITHIN_MS, onFault, waitUntil } = options;
  const memory = withoutNobody(options.memory);
  return {
    recall: async (wanted, { signal: gone, since }) => {
      const left = Math.max(0, answerWithinMs - (performance.now() - since));
      try {
        const find = async (signal: AbortSignal): Promise<CallRecalled> => {
          const recall = await wanted();
          signal.throwIfAborted();
          return memory.recall({ ...recall, timeoutMs, signal });
        };
        return await within(left, find, { late: memoryLate, signal: gone });
      } catch (thrown) {
        if (thrown instanceof RuntimeError && thrown.code === 'runtime.bad_request') throw thrown;
        onFault?.('a search was answered empty', reasonOf(thrown));
        return NOTHING;
      }
    },
    store: (work) => {
      const stored = work(memory, AbortSignal.timeout(WORK_MS));
      waitUntil?.(stored.catch(() => undefined));
      return within(storeMs, () => stored, { late: memoryLate });
    },
  };
}

const memoryLate = (): RuntimeError => new RuntimeError('runtime.timeout', 'The memory gave no answer in time. Send it again: a turn is never stored twice.');
