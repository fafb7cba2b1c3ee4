import { compileReader } from '../bandwidth/compile.ts';
import type { Outcome } from '../page/protocol.ts';
import type { ScanMeasured } from '../scan/job.ts';
import type { Section } from '../section.ts';

const ROWS = 100_000;
const DIMENSION = 384;
/** What a shared memory of the kernel may grow to. */
const MAX_PAGES = 16_384;

function valueOf(outcome: Outcome<ScanMeasured>): ScanMeasured {
  if (outcome.kind === 'done') return outcome.value;
  throw new Error(`The scan was not measured: ${outcome.kind === 'failed' ? outcome.message : outcome.phase}`);
}

export const scan: Section = {
  id: 'scan',
  title: 'The scan beside what memory allows',
  async run({ browser, options, progress }) {
    const wasm = await compileReader(1, MAX_PAGES);
    progress(`scan: ${ROWS} vectors`);
    const measured = valueOf(await browser.runJob('scan', { wasm, rows: ROWS, dimension: DIMENSION, rounds: options.quick ? 30 : 200 }));
    const rows = measured.threads.map(({ threads, scanMs, readMs }) => ({
      threads,
      scanMs,
      readMs,
      rate: (ROWS * DIMENSION) / scanMs / 1e6,
      share: readMs / scanMs,
    }));
    const share = (threads: number): number => rows.find((row) => row.threads === threads)?.share ?? Number.NaN;
    return {
      tables: [
        {
          id: 'scan',
          title: `The ten nearest of ${ROWS} × ${DIMENSION} int8, and a bare read of the same memory, in turn; medians`,
          columns: [
            { key: 'threads', label: 'threads', digits: 0 },
            { key: 'scanMs', label: 'search ms', digits: 3 },
            { key: 'readMs', label: 'read ms', digits: 3 },
            { key: 'rate', label: 'GB/s' },
            { key: 'share', label: 'share of the read' },
          ],
          rows,
          notes: [`Kernel: ${measured.backend}. A search is the whole of it: the query quantised, the rows scanned, the best scored again.`],
        },
      ],
      ratios: [
        { name: 'scanOfBandwidth', value: share(1) },
        { name: 'twoThreadsOfBandwidth', value: share(2) },
      ],
    };
  },
};
