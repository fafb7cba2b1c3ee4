import { bodyLimit } from '../../contract/body-limit.ts';
import { DEFAULT_TIMEOUT_MS } from '../../contract/defaults.ts';
import type { WireRequest, WireResponse } from '../../contract/wire.ts';
import { readBody } from '../body.ts';

const SEARCH = '/v1/runtime/search_memory';
const TURN = '/v1/runtime/turn/after';
const IMPORT = '/v1/local/memory/import';
/** What names neither session nor identity, so that any user's runtime would answer it. */
const NAMELESS = /^\/v1\/(?:local\/(?!hint$)|voice-sdk\/)/;

/** A caught request as data. @throws RuntimeError 413 */
export async function readCall(request: Request): Promise<WireRequest> {
  const { pathname, search } = new URL(request.url);
  const { method, headers } = request;
  const limit = bodyLimit(method, pathname);
  const body = limit > 0 ? await readBody(request, limit) : null;
  return { method, path: pathname + search, contentType: typeOf(request), authorization: headers.get('authorization'), body };
}

/** A beacon of a string says text/plain, and nobody would hear that this was refused. */
function typeOf({ headers, mode }: Request): string | null {
  const type = headers.get('content-type');
  return mode === 'no-cors' && type?.startsWith('text/plain') ? null : type;
}

export function isNameless(request: WireRequest): boolean {
  return NAMELESS.test(pathOf(request));
}

/** Whether a second runtime may be asked when the first was lost on the way: an import without ids would be stored twice. */
export function isRepeatable(request: WireRequest): boolean {
  return pathOf(request) !== IMPORT;
}

/** Whether this call stores a turn: it must not wait for a page that hangs, since its caller does not. */
export function isTurn(request: WireRequest): boolean {
  return pathOf(request) === TURN;
}

const pathOf = ({ path }: WireRequest): string => path.split('?', 1)[0]!;

/** What the caller of a recall waits, in milliseconds; undefined for any other call. */
export function recallTimeout(request: WireRequest): number | undefined {
  const { method, body } = request;
  if (method !== 'POST' || pathOf(request) !== SEARCH || typeof body !== 'string') return undefined;
  try {
    const { timeoutMs } = JSON.parse(body) as { timeoutMs?: unknown };
    return typeof timeoutMs === 'number' && timeoutMs > 0 ? timeoutMs : DEFAULT_TIMEOUT_MS;
  } catch {
    return DEFAULT_TIMEOUT_MS;
  }
}

/** Whether a runtime said that the session, or the user, is not its own: another's may be the right one. */
export function isAnothers({ status, body }: WireResponse): boolean {
  return (status === 404 && body.includes('"runtime.session_not_found"')) || (status === 409 && body.includes('"runtime.identity_mismatch"'));
}
