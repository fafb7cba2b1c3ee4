import { instantiateReader } from '../bandwidth/reader.ts';

export interface ReadHelperTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly from: number;
  readonly bytes: number;
  /** 1: read; 0: done. */
  readonly state: Int32Array;
}

/** Reads its half whenever it is told to, and sleeps in between as the scan's helping thread does. */
async function run({ module, memory, from, bytes, state }: ReadHelperTask): Promise<void> {
  const read = await instantiateReader(module, memory);
  postMessage('ready');
  for (;;) {
    while (Atomics.load(state, 0) !== 1) Atomics.wait(state, 0, 0);
    read(from, bytes);
    Atomics.store(state, 0, 0);
  }
}

addEventListener('message', ({ data }: MessageEvent<ReadHelperTask>) => void run(data), { once: true });
