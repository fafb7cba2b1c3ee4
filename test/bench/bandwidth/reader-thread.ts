import { instantiateReader, type ReaderTask } from './reader.ts';

const now = (): number => performance.timeOrigin + performance.now();

async function run({ module, memory, from, bytes, rounds, index, threads, ...shared }: ReaderTask): Promise<void> {
  const read = await instantiateReader(module, memory);
  const arrivals = new Int32Array(shared.arrivals);
  const times = new Float64Array(shared.times);
  for (let round = 0; round < rounds; round++) {
    Atomics.add(arrivals, 0, 1);
    // spins, because to be woken takes as long as a tenth of the read
    while (Atomics.load(arrivals, 0) < threads * (round + 1));
    const begin = now();
    read(from, bytes);
    const at = (round * threads + index) * 2;
    times[at] = begin;
    times[at + 1] = now();
  }
  postMessage('done');
}

addEventListener('message', ({ data }: MessageEvent<ReaderTask>) => void run(data));
