import { joinKernel } from '../../../wasm/kernel.ts';
import { MAX_BATCH } from '../../../wasm/layout.ts';
import { scanBlock } from './arena.ts';
import { STATE, WORD, type ScanThreadStart } from './scan-job.ts';

/** Scans the blocks of every job until its worker is ended. It never returns: it sleeps on the shared memory in between. */
export function runScanThread({ part, job }: ScanThreadStart): never {
  const kernel = joinKernel(part);
  const words = new Int32Array(kernel.buffer, job);
  for (let state: number = STATE.idle; ; state = STATE.done) {
    Atomics.store(words, WORD.state, state);
    Atomics.notify(words, WORD.state);
    while (Atomics.load(words, WORD.state) !== STATE.job) Atomics.wait(words, WORD.state, state);
    for (let b = 0; b < words[WORD.blocks]!; b++) {
      const [block, base] = [words[WORD.list + b * 2]!, words[WORD.list + b * 2 + 1]!];
      for (let n = 0; n < words[WORD.queries]!; n++) scanBlock(kernel, MAX_BATCH + n, block, words[WORD.width]!, base, null);
    }
  }
}
