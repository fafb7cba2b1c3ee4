/** Pages of any origin may call: what lets a call in is its credential. */
const CORS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after, www-authenticate' };

/** Answers what a browser asks before a call. */
export function preflight(allow: string): Response {
  const headers = {
    allow,
    'access-control-allow-methods': allow,
    'access-control-allow-headers': 'authorization, content-type, idempotency-key, x-project-id, x-agent-id, x-user-id',
    'access-control-max-age': '86400',
  };
  return new Response(null, { status: 204, headers });
}

/** Puts on an answer what every answer carries. */
export function forBrowsers(response: Response): Response {
  for (const [name, value] of Object.entries({ ...CORS, 'cache-control': 'no-store' })) response.headers.set(name, value);
  return response;
}
