import { LIMITS } from '../contract/defaults.ts';
import { asRuntimeError, RuntimeError } from '../contract/errors.ts';
import { wireError } from '../contract/wire-response.ts';
import { toResponse } from '../loopback/responder.ts';
import { objectName, withCaller, type Caller } from './caller.ts';
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
}

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
export function memoryWorker<Env extends MemoryWorkerEnv>({ verify }: MemoryWorkerOptions<Env>): MemoryWorker<Env> {
  return {
    async fetch(request, env) {
      try {
        const caller = known(await verify(request, env));
        return await env.MEMORY.get(env.MEMORY.idFromName(objectName(caller))).fetch(withCaller(request, caller));
      } catch (thrown) {
        if (request.signal.aborted) throw thrown;
        return drained(request, toResponse(wireError(asRuntimeError(thrown, 'The call'))));
      }
    },
  };
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
