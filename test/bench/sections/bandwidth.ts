import { compileReader } from '../bandwidth/compile.ts';
import type { Section } from '../section.ts';

/** 100,000 int8 vectors of 384 numbers. */
const BYTES = 38_400_000;
const PAGES = Math.ceil(BYTES / 65_536);

export const bandwidth: Section = {
  id: 'bandwidth',
  title: 'How fast WASM can read memory',
  async run({ browser, options, progress }) {
    progress('bandwidth: compiling the reader');
    const wasm = await compileReader(PAGES);
    progress('bandwidth: reading');
    const outcome = await browser.runJob('bandwidth', { wasm, pages: PAGES, bytes: BYTES, rounds: options.quick ? 20 : 100 });
    if (outcome.kind !== 'done') throw new Error(`The reader did not run: ${outcome.kind === 'failed' ? outcome.message : outcome.phase}`);
    const rows = outcome.value.map(({ threads, best, median, medianMs }) => ({ threads, best, median, medianMs }));
    const [one, two] = outcome.value;
    return {
      tables: [
        {
          id: 'bandwidth',
          title: 'Read bandwidth: 38.4 MB (100,000 × 384 int8) XORed through eight v128 accumulators in a worker',
          columns: [
            { key: 'threads', label: 'threads', digits: 0 },
            { key: 'best', label: 'best GB/s' },
            { key: 'median', label: 'median GB/s' },
            { key: 'medianMs', label: 'median ms' },
          ],
          rows,
          notes: ['Two threads: half of it each, from the first one’s begin to the last one’s end.'],
        },
      ],
      ratios: one && two ? [{ name: 'read bandwidth: two threads / one', value: two.best / one.best }] : [],
    };
  },
};
