import type { ScanThreadStart } from './scan-job.ts';
import { MAX_JOB_BLOCKS, STATE, WORD } from './scan-job.ts';

/** Looked at so many times before the thread sleeps: a scan's halves end within microseconds of each other. */
const SPINS = 2_000;
/** A helper that is this late, in milliseconds, is gone. */
const GONE_MS = 1_000;

/** The helping thread as the owner of the memory sees it. */
export class ScanHelper {
  readonly #words: Int32Array;
  readonly #end: () => void;
  #gone = false;

  /** `spawn` starts a thread that runs `runScanThread` and returns the way to end it. */
  constructor(start: ScanThreadStart, spawn: (start: ScanThreadStart, onFailure: () => void) => () => void) {
    this.#words = new Int32Array(start.part.memory.buffer, start.job, WORD.list + MAX_JOB_BLOCKS * 2);
    this.#end = spawn(start, () => (this.#gone = true));
  }

  /** It is there and has nothing to do. */
  get ready(): boolean {
    return !this.#gone && Atomics.load(this.#words, WORD.state) !== STATE.starting;
  }

  /** Has it scan blocks; `bases` are the ids of their first rows. */
  begin(blocks: readonly number[], bases: readonly number[], queries: number, width: number): void {
    const words = this.#words;
    blocks.forEach((block, b) => {
      words[WORD.list + b * 2] = block;
      words[WORD.list + b * 2 + 1] = bases[b]!;
    });
    words[WORD.blocks] = blocks.length;
    words[WORD.queries] = queries;
    words[WORD.width] = width;
    Atomics.store(words, WORD.state, STATE.job);
    Atomics.notify(words, WORD.state);
  }

  /** Waits until it is done; false when it never will be, and its half has to be scanned by someone else. */
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
