import { runtimePages } from '../host/runtime-page.ts';
import { quantile } from '../measure/quantiles.ts';
import type { Section } from '../section.ts';

const ITEMS = 10_000;

export const warmStart: Section = {
  id: 'warm-start',
  title: 'From a closed page to a recall',
  async run({ browser, options, progress }) {
    await using pages = await runtimePages(browser);
    const starts: number[] = [];
    const bare: number[] = [];
    const seeding = await pages.open();
    progress('warm start: writing the databases');
    await seeding.evaluate((permanent) => window.runtimeBench.seed({ permanent, org: permanent }), ITEMS);
    // the first one fetches the model
    const cold = await seeding.evaluate(() => window.runtimeBench.open(1));
    await seeding.evaluate(() => window.runtimeBench.close());
    await seeding.close();
    for (let round = 0; round < (options.quick ? 3 : 9); round++) {
      progress(`warm start: round ${round + 1}`);
      const one = await pages.open();
      starts.push(await one.evaluate(() => window.runtimeBench.open(1)));
      await one.evaluate(() => window.runtimeBench.close());
      await one.close();
      const other = await pages.open();
      bare.push(await other.evaluate(() => window.runtimeBench.bareStart(1)));
      await other.close();
    }
    const [start, least] = [quantile(starts, 0.5), quantile(bare, 0.5)];
    return {
      tables: [
        {
          id: 'warm-start',
          title: `First recall with vectors over ${ITEMS} memories and as many org chunks, milliseconds from createRuntime`,
          columns: [
            { key: 'what', label: 'what' },
            { key: 'ms', label: 'median', digits: 0 },
          ],
          rows: [
            { what: 'cold: the model is fetched from loopback first', ms: cold },
            { what: 'warm: everything is kept', ms: start },
            { what: 'bare: the model’s session made from kept files, then one read of every stored row', ms: least },
          ],
          notes: ['Each in a fresh page, in turn.'],
        },
      ],
      ratios: [{ name: 'warmStart', value: start / least }],
    };
  },
};
