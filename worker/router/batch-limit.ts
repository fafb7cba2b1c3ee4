import { LIMITS } from '../../src/contract/defaults.ts';
import type { IndexCreateRequest } from '../../src/contract/local.ts';
import { byteLength } from '../../src/contract/parse.ts';
import type { WireResponse } from '../../src/contract/wire.ts';
import { wireBatchTooLarge } from '../../src/contract/wire-response.ts';

/** The refusal of a documents call that is over its caps; otherwise undefined. */
export function batchTooLarge({ documents }: IndexCreateRequest): WireResponse | undefined {
  const bytes = documents.reduce((sum, { text }) => sum + byteLength(text), 0);
  return documents.length <= LIMITS.indexDocuments && bytes <= LIMITS.indexDocumentBytes ? undefined : wireBatchTooLarge();
}
