import type { ScanThreadStart } from './scan-job.ts';
import { MAX_JOB_BLOCKS, STATE, takeBlocks, WORD } from './scan-job.ts';

/** Looked at so many times before the thread sleeps: both end within microseconds of each other. */
const SPINS = 20_000;
/** A helper that is this late, in milliseconds, is gone. */
const GONE_MS = 1_000;

/** The helping thread as the owner of the memory sees it. */
export class ScanHelper {
  readonly #words: Int32Array;
  readonly #end: () => void;
  #gone = false;

  /** `spawn` starts a thread that runs `runScanThread` and returns the way to end it. */
  constructor(start: ScanThreadStart, spawn: (start: ScanThreadStart, onFailure: () => void) => () => void) {
    this.#words = new Int32Array(start.part.memory.buffer, start.job, WORD.list + MAX_JOB_BLOCKS);
    this.#end = spawn(start, () => (this.#gone = true));
  }

  /** It is there and has nothing to do. */
  get ready(): boolean {
    return !this.#gone && Atomics.load(this.#words, WORD.state) !== STATE.starting;
  }

  /** Has it begin with a job, and takes part in it. */
  scan(blocks: readonly number[], queries: number, width: number, scan: (n: number, block: number, base: number) => void): void {
    const words = this.#words;
    words.set(blocks, WORD.list);
    words[WORD.next] = 0;
    words[WORD.blocks] = blocks.length;
    words[WORD.queries] = queries;
    words[WORD.width] = width;
    Atomics.store(words, WORD.state, STATE.job);
    Atomics.notify(words, WORD.state);
    takeBlocks(words, scan);
  }

  /** Waits until it is done; false when it never will be, and what it took has to be scanned by someone else. */
  finish(): boolean {
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(this.#words, WORD.state) === STATE.done) return true;
    if (Atomics.wait(this.#words, WORD.state, STATE.job, GONE_MS) !== 'timed-out') return true;
    this.end();
    return false;
  }

  end(): void {
    this.#gone = true;
    this.#end();
  }
}
