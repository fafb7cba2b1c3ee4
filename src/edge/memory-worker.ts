import { LIMITS } from '../contract/defaults.ts';
import { asRuntimeError, RuntimeError } from '../contract/errors.ts';
import { wireError } from '../contract/wire-response.ts';
import { toResponse } from '../loopback/responder.ts';
import { objectName, withCaller, type Caller } from './caller.ts';
import { foreignOrigin, isPreflight, preflight, readableBy } from './cors.ts';
import { drained } from './drained.ts';
import type { Fetcher, ObjectNamespace } from './platform.ts';
import type { Verify } from './verify.ts';

/** Bindings that {@link memoryWorker} uses. */
export interface MemoryWorkerEnv {
  /** The class of the memories, {@link MemoryObject}. */
  readonly MEMORY: ObjectNamespace<unknown, Fetcher>;
}

/** Options of {@link memoryWorker}. */
export interface MemoryWorkerOptions<Env> {
  readonly verify: Verify<Env>;
  /**
   * Origins of pages elsewhere that may call, such as `https://app.example`; any other is refused. Default: none. Who calls is
   * verified all the same.
   */
  readonly origins?: readonly string[] | ((env: Env) => readonly string[]);
}

/** Of all headers together: as much as the platform takes. https://developers.cloudflare.com/workers/platform/limits/ */
const HEADER_CHARACTERS = 32_768;

/** A Worker: what its module exports as default. */
export interface MemoryWorker<Env> {
  fetch(request: Request, env: Env): Promise<Response>;
}

/**
 * Routes each call to the object of its user, once it is known who that is: one object a project and user. The calls are those
 * of a runtime on a loopback port, with `Authorization: Bearer`, `X-Project-Id`, `X-User-Id` and, where there is one,
 * `X-Agent-Id` on each.
 *
 * @example
 * ```ts
 * export { MemoryObject, OrgObject } from 'memoair-web/edge';
 * export default memoryWorker({ verify: async (request) => userOf(await sessionOf(request)) });
 * ```
 */
export function memoryWorker<Env extends MemoryWorkerEnv>({ verify, origins = [] }: MemoryWorkerOptions<Env>): MemoryWorker<Env> {
  const answer = async (request: Request, env: Env, isAllowed: boolean): Promise<Response> => {
    try {
      assertFits(request);
      if (!isAllowed)
        throw new RuntimeError('runtime.bad_request', 'Pages of this origin may not call. Name it among the origins of the worker.', { status: 403 });
      const caller = known(await verify(request, env));
      return await env.MEMORY.get(env.MEMORY.idFromName(objectName(caller))).fetch(withCaller(request, caller));
    } catch (thrown) {
      if (request.signal.aborted) throw thrown;
      return drained(request, toResponse(wireError(asRuntimeError(thrown, 'The call'))));
    }
  };
  return {
    async fetch(request, env) {
      const origin = foreignOrigin(request);
      if (origin === null) return answer(request, env, true);
      if (!(typeof origins === 'function' ? origins(env) : origins).includes(origin)) return answer(request, env, false);
      return isPreflight(request) ? preflight(origin) : readableBy(origin, await answer(request, env, true));
    },
  };
}

/** @throws RuntimeError for headers that no other runtime's socket takes */
function assertFits({ headers }: Request): void {
  let characters = 0;
  for (const [name, value] of headers) characters += name.length + value.length;
  if (characters > HEADER_CHARACTERS)
    throw new RuntimeError('runtime.bad_request', 'The headers are too large. Send what is long in the body.', { status: 431 });
}

function known(caller: Caller | null): Caller {
  if (!caller)
    throw new RuntimeError(
      'runtime.bad_request',
      'It is not known who calls. Send Authorization: Bearer with a token of the user, and X-Project-Id and X-User-Id.',
      {
        status: 401,
      },
    );
  const { projectId, userId, agentId } = caller;
  if (projectId === '' || userId === '' || [projectId, userId, agentId ?? ''].some((id) => id.length > LIMITS.idChars))
    throw new RuntimeError('runtime.bad_request', `X-Project-Id and X-User-Id are texts of 1 to ${LIMITS.idChars} characters, X-Agent-Id of no more.`);
  return caller;
}
