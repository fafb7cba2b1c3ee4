import { joinKernel } from '../../../wasm/kernel.ts';
import { blockLayout, MAX_BATCH } from '../../../wasm/layout.ts';
import { scanBlock } from './arena.ts';
import { STATE, takeBlocks, WORD, type ScanThreadStart } from './scan-job.ts';

/** Takes part in every job until its worker is ended. It never returns: it sleeps on the shared memory in between. */
export function runScanThread({ part, job }: ScanThreadStart): never {
  const kernel = joinKernel(part);
  const words = new Int32Array(kernel.buffer, job);
  for (let state: number = STATE.idle; ; state = STATE.done) {
    Atomics.store(words, WORD.state, state);
    Atomics.notify(words, WORD.state);
    while (Atomics.load(words, WORD.state) !== STATE.job) Atomics.wait(words, WORD.state, state);
    const layout = blockLayout(words[WORD.width]!);
    takeBlocks(words, (n, block, base) => scanBlock(kernel, MAX_BATCH + n, block, layout, base, null));
  }
}
