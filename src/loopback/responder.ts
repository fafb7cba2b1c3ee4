import { bodyLimit } from '../contract/body-limit.ts';
import { asRuntimeError, RuntimeError } from '../contract/errors.ts';
import type { Runtime } from '../contract/runtime.ts';
import type { WireResponse } from '../contract/wire.ts';
import { wireBatchTooLarge, wireError } from '../contract/wire-response.ts';
import { readBody } from './body.ts';
import type { Answer } from './ports.ts';

/** Who may call. */
export interface ResponderOptions {
  /** When set, every call but health, and flush on loopback, needs `Authorization: Bearer <token>`. */
  readonly token?: string | undefined;
}

const CREATE_INDEX = '/v1/voice-sdk/index/create';

/** What can answer a call that came as data; every {@link Runtime} can. */
export type Responding = Pick<Runtime, 'respond'>;

/**
 * Request in, Response out: the whole contract over one runtime. A runtime that is still starting may be given as a
 * promise: calls wait for it.
 *
 * @example
 * ```ts
 * const answer = responder(runtime);
 * const response = await answer(new Request('http://127.0.0.1:7878/v1/runtime/health'));
 * ```
 */
export function responder(runtime: Responding | Promise<Responding>, options: ResponderOptions = {}): Answer {
  return async (request) => {
    try {
      return toResponse(await ask(runtime, request, options));
    } catch (thrown) {
      if (request.signal.aborted) throw request.signal.reason;
      const error = asRuntimeError(thrown, 'The call');
      // a body that is too large to be read is too large a batch too, which clients know in a form of its own
      const batch = error instanceof RuntimeError && error.status === 413 && new URL(request.url).pathname === CREATE_INDEX;
      return toResponse(batch ? wireBatchTooLarge() : wireError(error));
    }
  };
}

async function ask(runtime: Responding | Promise<Responding>, request: Request, { token }: ResponderOptions): Promise<WireResponse> {
  const { pathname, search } = new URL(request.url);
  const { method, headers, signal } = request;
  const limit = bodyLimit(method, pathname);
  const body = limit > 0 ? await readBody(request, limit) : null;
  const wire = { method, path: pathname + search, contentType: headers.get('content-type'), authorization: headers.get('authorization'), body };
  return (await runtime).respond(wire, { signal, ...(token === undefined ? {} : { token }) });
}

/** Statuses whose response may have no body, not even an empty one. */
const BODILESS = new Set([204, 304]);

export function toResponse({ status, headers, body }: WireResponse): Response {
  return new Response(BODILESS.has(status) ? null : body, { status, headers });
}
