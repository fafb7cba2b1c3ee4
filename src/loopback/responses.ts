import { RuntimeError } from '../contract/errors.ts';
import type { ErrorEnvelope } from '../contract/types.ts';

export function jsonResponse(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } });
}

/** The error envelope of the contract. A fault that is no RuntimeError says nothing of itself. */
export function errorResponse(error: unknown): Response {
  const known = error instanceof RuntimeError ? error : new RuntimeError('runtime.internal', 'The call failed inside the runtime. It may be sent again.');
  const envelope: ErrorEnvelope = { error: { code: known.code, message: known.message, details: known.details } };
  return jsonResponse(envelope, known.status);
}
