/**
 * How a second thread takes part in a scan: over a few words of the shared memory, and no messages, which take longer
 * than the scan.
 *
 *     starting ──▶ idle ──▶ job ──▶ done ──▶ job …
 *
 * @module
 */
import type { SharedKernel } from '../../../wasm/kernel.ts';
import { BLOCK_ROWS } from '../../../wasm/layout.ts';

/** What the helping thread is told once. */
export interface ScanThreadStart {
  readonly part: SharedKernel;
  /** Address of the job. */
  readonly job: number;
}

export const STATE = { starting: 0, idle: 1, job: 2, done: 3 } as const;

/**
 * Words of a job: its state, the next block that nobody has taken, blocks, queries and width; then the blocks' addresses.
 * A block's rows are numbered from its place in the list.
 */
export const WORD = { state: 0, next: 1, blocks: 2, queries: 3, width: 4, list: 5 } as const;

/** Blocks that a thread takes at a time: whoever wakes late takes fewer. */
const TAKEN = 2;

/** Takes blocks from the job until none is left, and has `scan` do them; every thread of the job runs this. */
export function takeBlocks(words: Int32Array, scan: (n: number, block: number, base: number) => void): void {
  const blocks = words[WORD.blocks]!;
  const queries = words[WORD.queries]!;
  for (;;) {
    const first = Atomics.add(words, WORD.next, TAKEN);
    if (first >= blocks) return;
    for (let b = first; b < Math.min(blocks, first + TAKEN); b++) for (let n = 0; n < queries; n++) scan(n, words[WORD.list + b]!, b * BLOCK_ROWS);
  }
}

/** Blocks of one job at most: four million rows. */
export const MAX_JOB_BLOCKS = 16_384;
export const JOB_BYTES: number = (WORD.list + MAX_JOB_BLOCKS) * 4;
