import { loadKernel, sharedPart, type KernelBackend } from '../../../wasm/kernel.ts';
import { BLOCK_ROWS } from '../../../wasm/layout.ts';
import { VectorArena, type SpawnScanThread } from '../../../worker/search/vectors/arena.ts';
import { VectorIndex } from '../../../worker/search/vectors/vector-index.ts';
import { makeDataset } from '../data/dataset.ts';
import { quantile } from '../measure/quantiles.ts';
import { readInTurn } from './read-in-turn.ts';

export interface ScanArgs {
  /** The bare reader; see `compileReader`. */
  readonly wasm: string;
  readonly rows: number;
  readonly dimension: number;
  readonly rounds: number;
}

export interface ScanMeasured {
  readonly backend: KernelBackend;
  readonly threads: readonly { readonly threads: number; readonly scanMs: number; readonly readMs: number }[];
}

const WARM_UP = 20;
const QUERIES = 50;

const spawn: SpawnScanThread = (start, onFailure) => {
  const thread = new Worker(new URL('./scan-thread.ts', import.meta.url), { type: 'module' });
  thread.addEventListener('error', onFailure);
  thread.postMessage(start);
  return () => thread.terminate();
};

/** Rows as the kernel takes them: what they hold does not change its time. */
function fill(index: VectorIndex, { rows, dimension }: ScanArgs): void {
  let state = 1;
  const data = new Int8Array(dimension);
  for (let slot = 0; slot < rows; slot++) {
    for (let i = 0; i < dimension; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      data[i] = (state >>> 24) - 128 || 1;
    }
    index.set(slot, { scale: 0.001, data });
  }
}

/** Waits until the second thread is there: it takes a moment to start. */
async function helperOf(arena: VectorArena, rows: number): Promise<void> {
  for (let wait = 0; wait < 100; wait++) {
    if (arena.helperFor(Math.ceil(rows / BLOCK_ROWS))) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the second thread did not start');
}

/** Searches and bare reads of the same number of bytes, in turn, by one thread and by two. */
export async function measureScan(args: ScanArgs): Promise<ScanMeasured> {
  const queries = makeDataset({ size: 1_000, queries: QUERIES }).queries.map(({ vector }) => vector);
  const measured: { threads: number; scanMs: number; readMs: number }[] = [];
  let backend: KernelBackend = 'js';
  for (const threads of [1, 2] as const) {
    const kernel = loadKernel({ shared: true });
    const arena = new VectorArena(kernel, threads === 2 ? spawn : null);
    const index = new VectorIndex(arena, args.dimension);
    fill(index, args);
    backend = index.backend;
    index.nearest(queries[0]!, 10);
    if (threads === 2) await helperOf(arena, args.rows);
    const shared = sharedPart(kernel);
    if (!shared) throw new Error('the page has no memory to share');
    await using reader = await readInTurn(threads, args.wasm, shared.memory, args.rows * args.dimension);
    const [scans, reads]: [number[], number[]] = [[], []];
    for (let round = -WARM_UP; round < args.rounds; round++) {
      const read = reader.read();
      const begin = performance.now();
      index.nearest(queries[(round + WARM_UP) % QUERIES]!, 10);
      const scan = performance.now() - begin;
      if (round < 0) continue;
      scans.push(scan);
      reads.push(read);
    }
    measured.push({ threads, scanMs: quantile(scans, 0.5), readMs: quantile(reads, 0.5) });
    arena.close();
  }
  return { backend, threads: measured };
}
