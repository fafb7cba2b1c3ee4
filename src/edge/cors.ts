const METHODS = 'GET, HEAD, POST, PATCH, DELETE';
const HEADERS = 'authorization, content-type, x-project-id, x-user-id, x-agent-id';
const EXPOSED = 'retry-after, www-authenticate';
/** A day, which no browser keeps it longer than. */
const MAX_AGE_S = '86400';

/** The origin of a page elsewhere that calls; null where a page of the worker's own does, or none. */
export function foreignOrigin({ headers, url }: Request): string | null {
  const origin = headers.get('origin');
  return origin === new URL(url).origin ? null : origin;
}

/** What a browser asks before a call: it sends no credential along, so nobody is verified for it. */
export function isPreflight({ method, headers }: Request): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

/** Lets pages of this origin send every call of the contract. */
export function preflight(origin: string): Response {
  const headers = { 'access-control-allow-methods': METHODS, 'access-control-allow-headers': HEADERS, 'access-control-max-age': MAX_AGE_S };
  return readableBy(origin, new Response(null, { status: 204, headers }));
}

/** The same answer, which pages of this origin may read. */
export function readableBy(origin: string, response: Response): Response {
  // of what comes from an object the headers cannot be changed
  const readable = new Response(response.body, response);
  readable.headers.set('access-control-allow-origin', origin);
  readable.headers.set('access-control-expose-headers', EXPOSED);
  readable.headers.append('vary', 'origin');
  return readable;
}
