import type { CountedPassage } from '../search/lexical/counted-terms.ts';
import type { StoredTerms } from '../search/lexical/stored-terms.ts';
import type { QuantizedVector } from '../search/vectors/quantize.ts';

/** What is kept of one passage so that the next start neither cuts it into terms nor embeds it again. */
export interface IndexedPassage {
  /** Passage id. */
  readonly id: string;
  /** Hash of the text that was embedded; what was made of an older text is not used. */
  readonly textHash: string;
  /** Null where the terms were cut by another version: the vector is of use all the same. */
  readonly counted: CountedPassage | null;
  /** Null where no model has seen it. */
  readonly vector: QuantizedVector | null;
}

/** Passages that are kept together as one row. */
export interface Segment {
  /** Model, tokenizer hash and dimension that made the vectors; null without any. Vectors of different stamps are never compared. */
  readonly stamp: string | null;
  readonly dimension: number;
  readonly passages: readonly IndexedPassage[];
}

/** A segment as it was read. Its passages are made when they are asked for. */
export interface StoredSegment extends Segment {
  /** Of each passage. */
  readonly ids: readonly string[];
  readonly textHashes: readonly string[];
  /** The terms of its passages' texts as they lie; null where another version cut them, or not all are known. */
  readonly terms: StoredTerms | null;
}

/** The bytes are no segment of this version: cut off, altered, or of another format. */
export class DamagedSegmentError extends Error {
  override readonly name = 'DamagedSegmentError';
}
