import { LIMITS } from '../../src/contract/defaults.ts';
import type { IndexCreateRequest } from '../../src/contract/local.ts';
import { byteLength } from '../../src/contract/parse.ts';
import type { WireResponse } from '../../src/contract/wire.ts';
import { wireJson } from '../../src/contract/wire-response.ts';

/** The vendor's own 413 body (here `error` is a string) when a documents call is over its caps; otherwise undefined. */
export function batchTooLarge(request: IndexCreateRequest): WireResponse | undefined {
  const bytes = request.documents.reduce((sum, document) => sum + byteLength(document.text), 0);
  if (request.documents.length <= LIMITS.indexDocuments && bytes <= LIMITS.indexDocumentBytes) return undefined;
  return wireJson(
    {
      error: 'batch_too_large',
      message: `A call takes at most ${LIMITS.indexDocuments} documents and ${LIMITS.indexDocumentBytes} bytes of text. Send the rest in further calls: they append.`,
    },
    413,
  );
}
