import { field, isObject } from '../../client/json.ts';
import { RuntimeError, type RuntimeErrorCode } from '../../contract/errors.ts';
import type { CallOptions } from '../../contract/runtime.ts';
import type { Identity } from '../../contract/types.ts';
import type { Answer } from '../../loopback/ports.ts';
import type { CallMemory } from './call-memory.ts';
import { memoryWith, type CallRuntime } from './runtime-memory.ts';

/** Options of {@link answerMemory}. */
export interface AnswerMemoryOptions {
  readonly workspaceId: string;
  /** What answers the v1 contract for a user. */
  readonly answerFor: (userId: string) => Answer | Promise<Answer>;
}

/**
 * Callers' memory out of whatever answers the v1 contract for a user: a Durable Object's stub, a sidecar, a `responder`.
 *
 * @example
 * ```ts
 * // in a Worker, over the objects of memoair-web/edge: the platform's signature says whose call it is
 * const answerFor = (userId: string) => (call: Request) =>
 *   memoryWorker({ verify: async () => ({ projectId: 'ws_1', userId, agentId: null }) }).fetch(call, env);
 * const memory = answerMemory({ workspaceId: 'ws_1', answerFor });
 * ```
 */
export function answerMemory({ workspaceId, answerFor }: AnswerMemoryOptions): CallMemory {
  return memoryWith(async (userId, work) => work(runtimeOver({ workspaceId, userId }, await answerFor(userId))));
}

/** The verbs of the contract over HTTP. */
export function runtimeOver(identity: Identity, answer: Answer): CallRuntime {
  const post = async <T>(path: string, body: object, { signal }: CallOptions = {}): Promise<T> => {
    const request = new Request(`http://127.0.0.1:7878/v1/runtime/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal ? { signal } : {}),
    });
    const response = await answer(request);
    const value: unknown = await response.json().catch(() => null);
    if (!response.ok || !isObject(value)) throw errorOf(value, response.status);
    // a runtime of the contract is believed, as one in this process is
    return value as T;
  };
  return {
    identity,
    startSession: (request, options) => post('session/start', request, options),
    searchMemory: (request, options) => post('search_memory', request, options),
    afterTurn: (request, options) => post('turn/after', request, options),
    endSession: (request, options) => post('session/end', request, options),
  };
}

const PASSED_ON: Readonly<Record<number, RuntimeErrorCode>> = { 400: 'runtime.bad_request', 413: 'runtime.bad_request', 504: 'runtime.timeout' };

/** The contract's error. Its words are not handed on, since another side wrote them. */
function errorOf(value: unknown, status: number): RuntimeError {
  const unknown = field(field(value, 'error'), 'code') === 'runtime.session_not_found';
  const code = unknown ? 'runtime.session_not_found' : (PASSED_ON[status] ?? 'runtime.internal');
  return new RuntimeError(code, `The user's runtime answered ${status}.`, code === 'runtime.bad_request' ? { status } : {});
}
