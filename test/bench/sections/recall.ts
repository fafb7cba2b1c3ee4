import { runtimePages } from '../host/runtime-page.ts';
import { quantile, quantiles } from '../measure/quantiles.ts';
import type { RecallTimes } from '../runtime/protocol.ts';
import type { Ratio, Section, SectionContext } from '../section.ts';
import type { Cell } from '../report/table.ts';

/** One thread, as in every page that is not isolated; see the notes. */
const THREADS = 1;

interface Size {
  readonly name: string;
  readonly permanent: number;
  readonly org: number;
}

const SIZES: readonly Size[] = [
  { name: '1k + 1k', permanent: 1_000, org: 1_000 },
  { name: '5k + 5k', permanent: 5_000, org: 5_000 },
  { name: '10k + 10k', permanent: 10_000, org: 10_000 },
  { name: '50k + 50k', permanent: 50_000, org: 50_000 },
];

interface Measured {
  readonly size: Size;
  readonly times: RecallTimes;
  readonly hinted: readonly number[];
}

async function measure({ browser, options, progress }: SectionContext, size: Size): Promise<Measured> {
  await using pages = await runtimePages(browser);
  const page = await pages.open();
  progress(`recall: writing ${size.name} items`);
  await page.evaluate((what) => window.runtimeBench.seed(what), size);
  progress(`recall: opening the runtime with ${size.name} items`);
  await page.evaluate((threads) => window.runtimeBench.open(threads), THREADS);
  const count = options.quick ? 30 : 300;
  await page.evaluate(() => window.runtimeBench.recalls(50));
  progress(`recall: ${count} recalls among ${size.name} items`);
  const times = await page.evaluate((n) => window.runtimeBench.recalls(n), count);
  const hinted = await page.evaluate((n) => window.runtimeBench.hinted(n), count);
  await page.evaluate(() => window.runtimeBench.close());
  return { size, times, hinted };
}

/** What a recall costs beside the model, pair by pair: the same query went through the bare model shortly before. */
const others = ({ times }: Measured): number[] => times.recall.map((ms, i) => ms - times.bare[i]!);

function row(measured: Measured): Readonly<Record<string, Cell>> {
  const { size, times, hinted } = measured;
  const [recall, bare] = [quantiles(times.recall), quantiles(times.bare)];
  return {
    size: size.name,
    p50: recall.p50,
    p95: recall.p95,
    p99: recall.p99,
    model: bare.p50,
    modelP99: bare.p99,
    other: quantile(others(measured), 0.5),
    hop: quantile(
      times.recall.map((ms, i) => ms - times.engine[i]!),
      0.5,
    ),
    embed: quantile(times.embed, 0.5),
    rank: quantile(
      times.engine.map((ms, i) => ms - times.embed[i]! - times.compose[i]!),
      0.5,
    ),
    compose: quantile(times.compose, 0.5),
    hinted: quantile(hinted, 0.5),
    degraded: times.degraded,
  };
}

function ratiosOf(all: readonly Measured[]): Ratio[] {
  const at = (name: string): Measured | undefined => all.find(({ size }) => size.name === name);
  const [small, middle, large] = [at('5k + 5k'), at('10k + 10k'), at('50k + 50k')];
  const ratios: Ratio[] = [];
  if (middle) {
    const [recall, bare] = [quantiles(middle.times.recall), quantiles(middle.times.bare)];
    ratios.push(
      { name: 'recallP50OverModel', value: recall.p50 / bare.p50 },
      { name: 'recallP99OverModel', value: recall.p99 / bare.p99 },
      { name: 'hintMs', value: quantile(middle.hinted, 0.5) },
    );
  }
  if (small) ratios.push({ name: 'otherMs10k', value: quantile(others(small), 0.5) });
  if (large) ratios.push({ name: 'otherMs100k', value: quantile(others(large), 0.5) });
  return ratios;
}

export const recall: Section = {
  id: 'recall',
  title: 'A recall as an app sees it',
  async run(context) {
    const all: Measured[] = [];
    for (const size of context.options.quick ? SIZES.slice(0, 1) : SIZES) all.push(await measure(context, size));
    return {
      tables: [
        {
          id: 'recall',
          title: 'fetch to parsed answer through the loopback shim, beside the model’s bare forward pass over the same query; milliseconds',
          columns: [
            { key: 'size', label: 'memories + org chunks' },
            { key: 'p50', label: 'p50' },
            { key: 'p95', label: 'p95' },
            { key: 'p99', label: 'p99' },
            { key: 'model', label: 'model p50' },
            { key: 'modelP99', label: 'model p99' },
            { key: 'other', label: 'all but the model' },
            { key: 'hop', label: 'hop' },
            { key: 'embed', label: 'embed' },
            { key: 'rank', label: 'rank' },
            { key: 'compose', label: 'compose' },
            { key: 'hinted', label: 'after a hint' },
            { key: 'degraded', label: 'degraded', digits: 0 },
          ],
          rows: all.map(row),
          notes: [
            'Half of the memories are turns, half facts. The model computes with one thread. Each query is a new one, so none is answered from a cache.',
            'all but the model: median of the differences, query by query. hop: what the answer takes beyond the engine’s own count.',
            'embed: until the vector is there, its way to the model’s worker and back included; words are matched meanwhile. rank: from there to the lanes’ answers.',
          ],
        },
      ],
      ratios: ratiosOf(all),
    };
  },
};
