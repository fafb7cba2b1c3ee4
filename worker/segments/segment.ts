import type { CountedPassage } from '../search/lexical/counted-terms.ts';
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

/** The bytes are no segment of this version: cut off, altered, or of another format. */
export class DamagedSegmentError extends Error {
  override readonly name = 'DamagedSegmentError';
}
