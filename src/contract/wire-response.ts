import { LIMITS } from './defaults.ts';
import { RuntimeError } from './errors.ts';
import type { ErrorEnvelope } from './types.ts';
import type { WireResponse } from './wire.ts';

const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

export function wireJson(body: unknown, status = 200): WireResponse {
  return { status, headers: HEADERS, body: JSON.stringify(body) };
}

/** The error envelope of the contract. A fault that is no RuntimeError says nothing of itself. */
export function wireError(error: unknown): WireResponse {
  const known = error instanceof RuntimeError ? error : new RuntimeError('runtime.internal', 'The call failed inside the runtime. It may be sent again.');
  const envelope: ErrorEnvelope = { error: { code: known.code, message: known.message, details: known.details } };
  return wireJson(envelope, known.status);
}

/** The vendor's own 413 to a documents call that is over its caps: here `error` is a string. */
export function wireBatchTooLarge(): WireResponse {
  const { indexDocuments, indexDocumentBytes } = LIMITS;
  const message = `A call takes at most ${indexDocuments} documents and ${indexDocumentBytes} bytes of text. Send the rest in further calls: they append.`;
  return wireJson({ error: 'batch_too_large', message }, 413);
}
