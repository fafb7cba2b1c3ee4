import type { JsonObject } from '../../client/json.ts';
import { asRuntimeError, reasonOf, RuntimeError } from '../../contract/errors.ts';
import type { WireResponse } from '../../contract/wire.ts';
import { wireError, wireJson } from '../../contract/wire-response.ts';
import { readBytes } from '../../loopback/body.ts';
import { toResponse } from '../../loopback/responder.ts';
import { bodyOf } from './fields.ts';

/**
 * Answers a platform's webhooks. Never rejects. It is what `Deno.serve` and the `fetch` of a Worker take, and in Node
 * whatever turns sockets into requests.
 */
export type Bridge = (request: Request) => Promise<Response>;

/** A webhook that came. */
export interface Arrival {
  readonly body: JsonObject;
  /** Aborted when the platform gave it up. */
  readonly signal: AbortSignal;
  /** When it came, on the clock of `performance.now()`. */
  readonly since: number;
}

export interface BridgeParts {
  /** Why a request is not the platform's, or null. */
  readonly foreign: (headers: Headers, body: Uint8Array) => Promise<string | null>;
  /** By path. What they give is the answer's body. */
  readonly routes: Readonly<Record<string, (arrival: Arrival) => Promise<object>>>;
  readonly onFault: (what: string, reason: string) => void;
}

/** Platforms send the whole call along, each word of it with its time: an hour of talk is some 2 MB. */
const BODY_BYTES = 4_194_304;

export function bridge({ foreign, routes, onFault }: BridgeParts): Bridge {
  const handlers = new Map(Object.entries(routes));
  const answer = async (request: Request): Promise<WireResponse> => {
    const since = performance.now();
    const { pathname } = new URL(request.url);
    const handle = handlers.get(pathname);
    if (!handle && pathname !== '/health') throw new RuntimeError('runtime.bad_request', 'There is no such path here.', { status: 404 });
    const allowed = handle ? ['POST'] : ['GET', 'HEAD'];
    if (!allowed.includes(request.method)) return refused(allowed);
    if (!handle) return wireJson({ status: 'ok' });
    const bytes = (await readBytes(request, BODY_BYTES)) ?? new Uint8Array();
    const reason = await foreign(request.headers, bytes);
    if (reason !== null)
      throw new RuntimeError('runtime.bad_request', 'The request is not signed as the platform signs it. See details.reason.', {
        status: 401,
        details: { reason },
      });
    return wireJson(await handle({ body: bodyOf(bytes), signal: request.signal, since }));
  };
  return async (request) => {
    try {
      return toResponse(await answer(request));
    } catch (thrown) {
      const error = asRuntimeError(thrown, 'The webhook');
      if (!(error instanceof RuntimeError && error.code === 'runtime.bad_request') && !request.signal.aborted) onFault('a webhook failed', reasonOf(thrown));
      return toResponse(wireError(error));
    }
  };
}

function refused(allowed: readonly string[]): WireResponse {
  const refusal = wireError(new RuntimeError('runtime.bad_request', `This path takes ${allowed[0]}.`, { status: 405 }));
  return { ...refusal, headers: { ...refusal.headers, allow: allowed.join(', ') } };
}
