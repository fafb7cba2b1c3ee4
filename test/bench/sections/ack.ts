import { runtimePages } from '../host/runtime-page.ts';
import { quantiles } from '../measure/quantiles.ts';
import type { Section } from '../section.ts';

export const ack: Section = {
  id: 'ack',
  title: 'A turn acknowledged',
  async run({ browser, options, progress }) {
    await using pages = await runtimePages(browser);
    const page = await pages.open();
    progress('ack: opening the runtime');
    await page.evaluate(() => window.runtimeBench.seed({ permanent: 1_000, org: 1_000 }));
    await page.evaluate(() => window.runtimeBench.open(1));
    await page.evaluate(() => window.runtimeBench.turns(30));
    progress('ack: telling turns');
    const { acknowledged, bare } = await page.evaluate((count) => window.runtimeBench.turns(count), options.quick ? 50 : 500);
    await page.evaluate(() => window.runtimeBench.close());
    const rows = [
      { what: 'turn/after through the shim', ...quantiles(acknowledged) },
      { what: 'bare strict transaction of one row, in a worker', ...quantiles(bare) },
    ];
    return {
      tables: [
        {
          id: 'ack',
          title: 'A turn on disk, milliseconds: turns and bare transactions in turn',
          columns: [
            { key: 'what', label: 'what' },
            { key: 'p50', label: 'p50' },
            { key: 'p95', label: 'p95' },
            { key: 'p99', label: 'p99' },
          ],
          rows,
          notes: ['The turn is embedded behind its acknowledgement, beside the next transaction.'],
        },
      ],
      ratios: [{ name: 'ackOverBare', value: quantiles(acknowledged).p50 / quantiles(bare).p50 }],
    };
  },
};
