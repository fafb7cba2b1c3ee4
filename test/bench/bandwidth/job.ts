import { quantile } from '../measure/quantiles.ts';
import { instantiateReader, type ReaderTask } from './reader.ts';

export interface BandwidthArgs {
  /** See `compileReader`. */
  readonly wasm: string;
  readonly pages: number;
  /** Read in every round, by all threads together. */
  readonly bytes: number;
  readonly rounds: number;
}

/** Gigabytes (10⁹) a second. */
export interface Bandwidth {
  readonly threads: number;
  readonly best: number;
  readonly median: number;
  readonly medianMs: number;
}

const WARM_UP = 5;

function summarise(threads: number, bytes: number, milliseconds: readonly number[]): Bandwidth {
  const rate = (ms: number): number => bytes / ms / 1e6;
  const medianMs = quantile(milliseconds, 0.5);
  return { threads, best: rate(Math.min(...milliseconds)), median: rate(medianMs), medianMs };
}

async function oneThread(module: WebAssembly.Module, memory: WebAssembly.Memory, { bytes, rounds }: BandwidthArgs): Promise<Bandwidth> {
  const read = await instantiateReader(module, memory);
  for (let i = 0; i < WARM_UP; i++) read(0, bytes);
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    read(0, bytes);
    return performance.now() - begin;
  });
  return summarise(1, bytes, times);
}

function readerThread(task: ReaderTask): Promise<void> {
  const thread = new Worker(new URL('./reader-thread.ts', import.meta.url), { type: 'module' });
  return new Promise<void>((resolve, reject) => {
    thread.addEventListener('message', () => resolve());
    thread.addEventListener('error', (event) => reject(new Error(event.message)));
    thread.postMessage(task);
  }).finally(() => thread.terminate());
}

/** Wall time of a round: from the first thread's begin to the last one's end. */
async function together(threads: number, module: WebAssembly.Module, memory: WebAssembly.Memory, args: BandwidthArgs): Promise<Bandwidth> {
  const rounds = args.rounds + WARM_UP;
  const share = args.bytes / threads;
  const arrivals = new SharedArrayBuffer(4);
  const times = new SharedArrayBuffer(rounds * threads * 2 * 8);
  const tasks = Array.from({ length: threads }, (_, index): ReaderTask => ({
    module,
    memory,
    from: index * share,
    bytes: share,
    rounds,
    index,
    threads,
    arrivals,
    times,
  }));
  await Promise.all(tasks.map(readerThread));
  const all = new Float64Array(times);
  const walls = Array.from({ length: rounds }, (_, round) => {
    const [begins, ends]: [number[], number[]] = [[], []];
    for (let i = 0; i < threads; i++) {
      begins.push(all[(round * threads + i) * 2]!);
      ends.push(all[(round * threads + i) * 2 + 1]!);
    }
    return Math.max(...ends) - Math.min(...begins);
  });
  return summarise(threads, args.bytes, walls.slice(WARM_UP));
}

/** How fast WASM reads memory on this machine, by one thread and by two at once. */
export async function measureBandwidth(args: BandwidthArgs): Promise<Bandwidth[]> {
  const module = await WebAssembly.compile(Uint8Array.from(atob(args.wasm), (character) => character.charCodeAt(0)));
  const memory = new WebAssembly.Memory({ initial: args.pages, maximum: args.pages, shared: true });
  new Uint32Array(memory.buffer).forEach((_, i, words) => (words[i] = Math.imul(i, 0x9e3779b1)));
  return [await oneThread(module, memory, args), await together(2, module, memory, args)];
}
