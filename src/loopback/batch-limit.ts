import { LIMITS } from '../contract/defaults.ts';
import type { IndexCreateRequest } from '../contract/local.ts';
import { byteLength } from '../contract/parse.ts';
import { jsonResponse } from './responses.ts';

/** The vendor's own 413 body (here `error` is a string) when a documents call is over its caps; otherwise undefined. */
export function batchTooLarge(request: IndexCreateRequest): Response | undefined {
  const bytes = request.documents.reduce((sum, document) => sum + byteLength(document.text), 0);
  if (request.documents.length <= LIMITS.indexDocuments && bytes <= LIMITS.indexDocumentBytes) return undefined;
  return jsonResponse(
    {
      error: 'batch_too_large',
      message: `A call takes at most ${LIMITS.indexDocuments} documents and ${LIMITS.indexDocumentBytes} bytes of text. Send the rest in further calls: they append.`,
    },
    413,
  );
}
