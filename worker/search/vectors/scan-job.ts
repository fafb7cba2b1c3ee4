/**
 * How a second thread takes part in a scan: over a few words of the shared memory, and no messages, which take longer
 * than the scan.
 *
 *     starting ──▶ idle ──▶ job ──▶ done ──▶ job …
 *
 * @module
 */
import type { SharedKernel } from '../../../wasm/kernel.ts';

/** What the helping thread is told once. */
export interface ScanThreadStart {
  readonly part: SharedKernel;
  /** Address of the job. */
  readonly job: number;
}

export const STATE = { starting: 0, idle: 1, job: 2, done: 3 } as const;

/** Words of a job: its state, blocks, queries and width; then two words a block, its address and its first row's id. */
export const WORD = { state: 0, blocks: 1, queries: 2, width: 3, list: 4 } as const;

/** Blocks of one job at most: four million rows. */
export const MAX_JOB_BLOCKS = 16_384;
export const JOB_BYTES: number = (WORD.list + MAX_JOB_BLOCKS * 2) * 4;
