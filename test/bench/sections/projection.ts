import { parseManifest, stampOf } from '../../../worker/embed/models.ts';
import { runCloud } from '../host/run-cloud.ts';
import { runtimePages } from '../host/runtime-page.ts';
import { quantile } from '../measure/quantiles.ts';
import type { ColdTimes } from '../projection/protocol.ts';
import type { Section } from '../section.ts';

const CHUNKS = 10_000;
const MB = 1_000_000;

export const projection: Section = {
  id: 'projection',
  title: 'A workspace’s documents on a new device',
  async run({ browser, options, progress, signal }) {
    const manifest = parseManifest(await (await fetch(`${browser.url}model/manifest.json`)).json());
    const request = { chunks: options.quick ? 1_000 : CHUNKS, dimension: manifest.dimension, stamp: stampOf(manifest) };
    using cloud = await runCloud(request, { signal, onPhase: (text) => progress(`projection: ${text}`) });
    const { served } = cloud;
    const bare: number[] = [];
    const cold: ColdTimes[] = [];
    const warm: number[] = [];
    for (let round = 0; round < (options.quick ? 2 : 7); round++) {
      progress(`projection: round ${round + 1}`);
      await using other = await runtimePages(browser, 'projection.html');
      const page = await other.open();
      bare.push(await page.evaluate((given) => window.projectionBench.bare(given), served));
      await page.close();
      await using device = await runtimePages(browser, 'projection.html');
      const first = await device.open();
      cold.push(await first.evaluate((given) => window.projectionBench.cold(given), served));
      await first.evaluate(() => window.projectionBench.close());
      await first.close();
      for (let again = 0; again < 3; again++) {
        const later = await device.open();
        warm.push(await later.evaluate((given) => window.projectionBench.warm(given), served));
        await later.evaluate(() => window.projectionBench.close());
        await later.close();
      }
    }
    const median = (pick: (times: ColdTimes) => number): number => quantile(cold.map(pick), 0.5);
    const recalls = cold.flatMap((times) => times.recalls);
    const ratio = quantile(
      cold.map(({ both }, i) => both / bare[i]!),
      0.5,
    );
    return {
      tables: [
        {
          id: 'projection',
          title: `First recall over ${request.chunks} org chunks of the reference cloud with their vectors: ${served.pages} pages, ${(served.bytes / MB).toFixed(1)} MB; milliseconds`,
          columns: [
            { key: 'what', label: 'what' },
            { key: 'ms', label: 'median', digits: 0 },
            { key: 'worst', label: 'worst', digits: 0 },
          ],
          rows: [
            { what: 'bare: every page fetched, parsed and its rows put', ms: quantile(bare, 0.5), worst: Math.max(...bare) },
            { what: 'cold: until a session is there', ms: median(({ started }) => started), worst: Math.max(...cold.map(({ started }) => started)) },
            {
              what: 'cold: until the last page is found by its words',
              ms: median(({ lexical }) => lexical),
              worst: Math.max(...cold.map(({ lexical }) => lexical)),
            },
            { what: 'cold: until it is found by words and by meaning', ms: median(({ both }) => both), worst: Math.max(...cold.map(({ both }) => both)) },
            { what: 'recalls answered meanwhile', ms: quantile(recalls, 0.5), worst: Math.max(...recalls) },
            { what: 'warm: until the first recall by words', ms: quantile(warm, 0.5), worst: Math.max(...warm) },
          ],
          notes: [
            'Each from createRuntime, in a fresh page; bare and cold in turn, each on a device without storage: cold fetches the model from loopback, too.',
          ],
        },
      ],
      ratios: [
        { name: 'projectionCold', value: ratio },
        { name: 'projectionWarmMs', value: quantile(warm, 0.5) },
      ],
    };
  },
};
