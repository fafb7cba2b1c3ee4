import { RuntimeError, asRuntimeError } from '../../src/contract/errors.ts';
import type { RespondOptions, Runtime } from '../../src/contract/runtime.ts';
import type { WireRequest, WireResponse } from '../../src/contract/wire.ts';
import { wireError } from '../../src/contract/wire-response.ts';
import type { Management } from '../management/management.ts';
import { bearerMatches } from './bearer.ts';
import { routeOf } from './routes.ts';

/** What calls are routed to. */
export interface Verbs {
  readonly runtime: Omit<Runtime, 'respond'>;
  readonly management: Management;
}

/** Method and path to handler to answer: the whole contract over one runtime. Rejects with the reason of `options.signal` alone. */
export async function respond(verbs: Verbs, request: WireRequest, options: RespondOptions = {}): Promise<WireResponse> {
  try {
    return await answer(verbs, request, options);
  } catch (thrown) {
    options.signal?.throwIfAborted();
    return wireError(asRuntimeError(thrown, 'The call'));
  }
}

async function answer(verbs: Verbs, request: WireRequest, { token, ...options }: RespondOptions): Promise<WireResponse> {
  const url = new URL(`http://127.0.0.1${request.path}`);
  const found = routeOf(url.pathname);
  if (!found)
    throw new RuntimeError(
      'runtime.bad_request',
      'There is no such path. The contract has /v1/runtime/health, session/start, search_memory, turn/after, session/end and sync/flush.',
      { status: 404 },
    );
  const { methods, parameter } = found;
  const allow = [...methods.keys(), ...(methods.has('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') return { status: 204, headers: { allow }, body: '' };
  const route = methods.get(request.method === 'HEAD' ? 'GET' : request.method);
  if (!route) {
    const refused = wireError(new RuntimeError('runtime.bad_request', `This path takes ${[...methods.keys()].join(' or ')}.`, { status: 405 }));
    return { ...refused, headers: { ...refused.headers, allow } };
  }
  if (token !== undefined && !route.open && !bearerMatches(request.authorization, token)) {
    throw new RuntimeError('runtime.bad_request', 'The runtime was started with a token. Send it as Authorization: Bearer <token>.', { status: 401 });
  }
  const response = await route.handle({ verbs, request, parameter, query: url.searchParams, options });
  return request.method === 'HEAD' ? { ...response, body: '' } : response;
}
