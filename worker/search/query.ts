import type { ModelTraits } from '../../src/contract/protocol.ts';
import { asksOf, type Asks } from './asks.ts';
import { latinShare, readTerms, type Reads } from './tokens.ts';

/** Why a query has no embedding. `needless`: there is nothing to compare, an empty query or an empty index. */
export type NoEmbedding = 'needless' | 'off' | 'loading' | 'late' | 'failed';

export type QueryEmbedding = { readonly vector: Float32Array; readonly traits?: ModelTraits } | { readonly vector: null; readonly reason: NoEmbedding };

/** True where words are all that counts: a query without a vector lacks nothing then. */
export function wantsNoVector(embedding: QueryEmbedding): boolean {
  return embedding.vector === null && (embedding.reason === 'needless' || embedding.reason === 'off');
}

/** A line that the user said before the query. */
export interface LineBefore {
  /** Of its passage. */
  readonly id: string;
  readonly terms: readonly string[];
  /** Null where there is none in time. Never rejects. */
  vector(): Promise<Float32Array | null>;
}

/** A query, analysed once for all lanes. The embedding comes later than the terms; it never rejects. */
export interface Query {
  readonly text: string;
  readonly terms: readonly string[];
  readonly latinShare: number;
  /** The language that its words are taken for. */
  readonly language: Reads;
  readonly asks: Asks;
  readonly embedding: Promise<QueryEmbedding>;
  /** Whose it is: what is kept of a query helps nobody else's. */
  readonly asker: object;
  /** The question is about how things used to be, so superseded facts count. */
  readonly aboutThePast: boolean;
  /** The user's latest lines, oldest first; none for keywords and for a question, which name themselves what they are about. */
  before(): readonly LineBefore[];
}

const PAST =
  /\b(?:used to|previous(?:ly)?|former(?:ly)?|before|back then|in the past|originally|earlier|ago|changed|(?:my|the|our|your|their|his|her)\s+(?:old|ex))\b/i;
/** A transcript pasted as a query would tokenise for longer than a recall may take. */
const MAX_QUERY_CHARS = 16_384;

/** So many terms say what a question is about; "and in Pune?" needs what was said before it. */
const ENOUGH_TERMS = 2;
const NOTHING_BEFORE = (): readonly LineBefore[] => [];
const ANYBODY = {};

/** `before` is asked only where it counts. */
export function analyse(
  text: string,
  embedding: Promise<QueryEmbedding>,
  before: () => readonly LineBefore[] = NOTHING_BEFORE,
  asker: object = ANYBODY,
): Query {
  const bounded = text.slice(0, MAX_QUERY_CHARS);
  const { terms, language } = readTerms(bounded);
  const asks = asksOf(bounded);
  // keywords are no line of talk
  const led = language !== 'unknown' && !(asks.standsAlone && terms.length >= ENOUGH_TERMS);
  let lines: readonly LineBefore[] | null = led ? null : [];
  return {
    text: bounded,
    terms,
    latinShare: latinShare(bounded),
    language,
    asks,
    embedding,
    asker,
    aboutThePast: PAST.test(bounded),
    before: () => (lines ??= before()),
  };
}
