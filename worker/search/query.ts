import { latinShare, terms } from './tokens.ts';

/** Why a query has no embedding. `needless`: there is nothing to compare, an empty query or an empty index. */
export type NoEmbedding = 'needless' | 'off' | 'loading' | 'late' | 'failed';

export type QueryEmbedding = { readonly vector: Float32Array } | { readonly vector: null; readonly reason: NoEmbedding };

/** True where words are all that counts: a query without a vector lacks nothing then. */
export function wantsNoVector(embedding: QueryEmbedding): boolean {
  return embedding.vector === null && (embedding.reason === 'needless' || embedding.reason === 'off');
}

/** A query, analysed once for all lanes. The embedding comes later than the terms; it never rejects. */
export interface Query {
  readonly text: string;
  readonly terms: readonly string[];
  readonly latinShare: number;
  readonly embedding: Promise<QueryEmbedding>;
  /** The question is about how things used to be, so superseded facts count. */
  readonly aboutThePast: boolean;
}

const PAST =
  /\b(?:used to|previous(?:ly)?|former(?:ly)?|before|back then|in the past|originally|earlier|ago|changed|(?:my|the|our|your|their|his|her)\s+(?:old|ex))\b/i;
/** A transcript pasted as a query would tokenise for longer than a recall may take. */
const MAX_QUERY_CHARS = 16_384;

export function analyse(text: string, embedding: Promise<QueryEmbedding>): Query {
  const bounded = text.slice(0, MAX_QUERY_CHARS);
  return { text: bounded, terms: terms(bounded), latinShare: latinShare(bounded), embedding, aboutThePast: PAST.test(bounded) };
}
