import { encodeSegment } from './codec.ts';
import type { IndexedPassage, Segment } from './segment.ts';

/** Passages of a full segment: few enough that one is read and rewritten at once. */
const FULL = 1_024;

/** Bytes of a segment at most: a row of a Durable Object holds 2 MB, its key and its id included. */
const FULL_BYTES = 1_900_000;

/** A segment as it is stored. */
export interface PackedSegment {
  readonly segment: Segment;
  readonly bytes: Uint8Array;
}

/** Gathers passages into full segments, those of one model together. */
export class Packer {
  readonly #kinds = new Map<string, { readonly stamp: string | null; readonly dimension: number; readonly passages: IndexedPassage[] }>();

  add({ stamp, dimension }: Segment, passages: readonly IndexedPassage[]): void {
    const kind = JSON.stringify([stamp, dimension]);
    const packed = this.#kinds.get(kind) ?? { stamp, dimension, passages: [] };
    packed.passages.push(...passages);
    this.#kinds.set(kind, packed);
  }

  *segments(): Generator<PackedSegment> {
    for (const { stamp, dimension, passages } of this.#kinds.values())
      for (let from = 0; from < passages.length; from += FULL) yield* packSegment({ stamp, dimension, passages: passages.slice(from, from + FULL) });
  }
}

/** The segment as rows that any store can hold: in halves, as often as it takes. One passage alone is never cut. */
export function* packSegment(segment: Segment): Generator<PackedSegment> {
  const bytes = encodeSegment(segment);
  const { passages } = segment;
  if (bytes.byteLength <= FULL_BYTES || passages.length < 2) yield { segment, bytes };
  else {
    const middle = passages.length >> 1;
    yield* packSegment({ ...segment, passages: passages.slice(0, middle) });
    yield* packSegment({ ...segment, passages: passages.slice(middle) });
  }
}

/** Whether a segment of so many passages and bytes has room for others. Half of one that was cut has not. */
export function isSmall(passages: number, bytes: number): boolean {
  return passages < FULL && bytes < FULL_BYTES / 2;
}
