/**
 * Where what lies in the kernel's memory. Rows come in groups of four, interleaved by 16 bytes; {@link BLOCK_ROWS} rows
 * with what belongs to them make a block, and blocks never move.
 *
 * @module
 */

export const GROUP = 4;
/** Bytes of one row that lie together. */
export const STEP = 16;
/** Rows of a block: large enough that a call per block costs nothing, small enough for an index of a few rows. */
export const BLOCK_ROWS = 256;
/** A slot is a block's number and, in these low bits, a row's. */
export const ROW_BITS = 8;
export const ROW_MASK: number = BLOCK_ROWS - 1;
/** Numbers of a vector at most. */
export const MAX_DIMENSION = 4096;
/** Rows that one scan can bring back at most. */
export const MAX_TOP = 1024;
/** Threads that scan at once: the owner of the memory and one helper. */
export const MAX_THREADS = 2;
/** Queries of one batch at most. */
export const MAX_BATCH = 8;
/** Header of a list of the best rows: i32 capacity, i32 count, f32 threshold, unused. */
export const TOP_HEADER = 16;

/** Offsets inside a block of vectors of `width` bytes. */
export interface BlockLayout {
  /** The dimension, padded to whole steps. */
  readonly width: number;
  readonly scales: number;
  readonly rowSums: number;
  /** One bit a row: there is a vector. */
  readonly live: number;
  readonly bytes: number;
}

/** Where what lies in a block of vectors with `dimension` numbers. */
export function blockLayout(dimension: number): BlockLayout {
  const width = Math.ceil(dimension / STEP) * STEP;
  const scales = BLOCK_ROWS * width;
  const rowSums = scales + BLOCK_ROWS * 4;
  const live = rowSums + BLOCK_ROWS * 4;
  return { width, scales, rowSums, live, bytes: live + BLOCK_ROWS / 8 };
}

/** Where byte `i` of a row lies, from the start of its block. */
export function byteAt(row: number, width: number): number {
  return (row - (row % GROUP)) * width + (row % GROUP) * STEP;
}

/** Where number `i` of a row lies, from the row's first byte. */
export function columnAt(i: number): number {
  return (i - (i % STEP)) * GROUP + (i % STEP);
}

/** Working space of one query: the query in both forms, a filter for one block, and its list of the best. */
export const SCRATCH: { readonly query16: number; readonly query7: number; readonly filter: number; readonly top: number; readonly bytes: number } = {
  query16: 0,
  query7: MAX_DIMENSION * 2,
  filter: MAX_DIMENSION * 3,
  top: MAX_DIMENSION * 3 + BLOCK_ROWS / 8,
  bytes: MAX_DIMENSION * 3 + BLOCK_ROWS / 8 + TOP_HEADER + MAX_TOP * 8,
};

/** Space for `dots`: addresses and results. */
export const DOTS_BYTES: number = MAX_TOP * 8;
