import { parseSearch, parseSessionEnd, parseSessionStart, parseTurnAfter } from '../../contract/parse.ts';
import type { CallOptions, Runtime } from '../../contract/runtime.ts';
import type { CallMemory, CallRef } from './call-memory.ts';

/** As much of a {@link Runtime} as calls need; every one has it. */
export type CallRuntime = Pick<Runtime, 'identity' | 'startSession' | 'searchMemory' | 'afterTurn' | 'endSession'>;

/** Does `work` with the user's runtime, which stays until that is done. */
export type WithRuntime = <T>(userId: string, work: (runtime: CallRuntime) => Promise<T>) => Promise<T>;

/**
 * Callers' memory out of runtimes that the app holds: one a user, opened when it is first asked for.
 *
 * @example
 * ```ts
 * const open = new Map<string, Promise<Runtime>>();
 * const memory = runtimeMemory((userId) => {
 *   const runtime = open.get(userId) ?? start({ workspaceId: 'ws_1', userId });
 *   open.set(userId, runtime);
 *   return runtime;
 * });
 * ```
 */
export function runtimeMemory(runtimeFor: (userId: string) => CallRuntime | Promise<CallRuntime>): CallMemory {
  return memoryWith(async (userId, work) => work(await runtimeFor(userId)));
}

/** The same, where someone else decides how long a runtime stays. */
export function memoryWith(withRuntime: WithRuntime): CallMemory {
  return {
    recall: async (recall) => {
      const { sessionId, query, timeoutMs, lanes, topK } = recall;
      const request = parseSearch({ sessionId, query, timeoutMs, lanes, topK });
      return withRuntime(recall.userId, (runtime) => inSession(runtime, recall, () => runtime.searchMemory(request, optionsOf(recall))));
    },
    record: async (turn) => {
      const { sessionId, turnId, userText, assistantText, occurredAt, metadata } = turn;
      const request = parseTurnAfter({
        sessionId,
        turnId,
        userText,
        assistantText,
        metadata: occurredAt === undefined ? metadata : { ...metadata, occurredAt },
      });
      await withRuntime(turn.userId, (runtime) => inSession(runtime, turn, () => runtime.afterTurn(request, optionsOf(turn))));
    },
    end: async (end) => {
      const request = parseSessionEnd({ sessionId: end.sessionId, reason: end.reason });
      await withRuntime(end.userId, (runtime) => runtime.endSession(request, optionsOf(end))).catch((thrown: unknown) => {
        if (!isUnknownSession(thrown)) throw thrown;
      });
    },
  };
}

/** Opens the session only when the runtime does not know it: a call has one start and many turns, and a start may look at the cloud. */
async function inSession<T>(runtime: CallRuntime, call: CallRef, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!isUnknownSession(thrown)) throw thrown;
  }
  const { sessionId, metadata } = call;
  await runtime.startSession(parseSessionStart({ sessionId, ...runtime.identity, metadata }), optionsOf(call));
  return work();
}

/** By its code: the error may be of another copy of this package. */
function isUnknownSession(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'runtime.session_not_found';
}

const optionsOf = ({ signal }: CallRef): CallOptions => (signal ? { signal } : {});
