/** `node test/browsers/phone.mjs`: a page's memory under the limits of a phone, beside the same page without them. `--rounds 3`: in turn, and the median. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright';
import { quantile } from '../../bench/measure/quantiles.ts';
import { buildSite } from '../../service-worker/site.ts';
import { CHROME_ARGS, findChrome } from '../../support/chrome.ts';
import { keep } from '../document.ts';
import { serveModel } from '../serve-model.ts';
import { limitedProgram, type Limits } from './limits.ts';
import type { PhoneRow } from './row.ts';

const WITHIN: Readonly<Record<string, Limits>> = {
  'no limits': { cores: null, memoryMb: null },
  'a quarter of two cores': { cores: 0.5, memoryMb: null },
  'a quarter of two cores, 1 GB': { cores: 0.5, memoryMb: 1_024 },
};
const ITEMS = [0, 1_000, 10_000];
const RECALLS = 200;
const TURNS = 30;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1' } } });
  const site = await buildSite({ config: 'test/browsers/phone/vite.config.ts', modes: ['production'], server: await serveModel() });
  const rows: PhoneRow[] = [];
  try {
    // in turn: what else the machine does meanwhile falls on all of them
    for (let round = 0; round < Number(values.rounds); round++)
      for (const items of ITEMS)
        for (const [within, limits] of Object.entries(WITHIN)) {
          const row = await measure(site.url, { items, within, limits });
          rows.push(row);
          console.log(JSON.stringify(row));
        }
  } finally {
    await site.close();
  }
  await keep({ phone: medianOf(rows) });
}

interface Case {
  readonly items: number;
  readonly within: string;
  readonly limits: Limits;
}

async function measure(url: string, { items, within, limits }: Case): Promise<PhoneRow> {
  const limited = await limitedProgram(findChrome(), limits);
  const browser = await chromium.launch({ executablePath: limited.program, args: CHROME_ARGS });
  try {
    const page = await browser.newPage();
    const crashed = new Promise<never>((_resolve, reject) => void page.once('crash', () => reject(new Error('The page crashed.'))));
    const seen = await Promise.race([crashed, visit(page, url, items)]);
    return { items, within, ...seen, rendererMb: await rendererMb(browser), peakMb: (await limited.peakBytes()) / 1e6 };
  } finally {
    await browser.close();
    await limited.close();
  }
}

async function visit(page: Page, url: string, items: number): Promise<Omit<PhoneRow, 'items' | 'within' | 'rendererMb' | 'peakMb'>> {
  await page.goto(url);
  await page.waitForFunction(() => 'phoneBench' in window);
  const spin = await page.evaluate(() => window.phoneBench.spin());
  if (items > 0) await page.evaluate((count) => window.phoneBench.seed(count), items);
  // nothing of how the memory was written is left in the page
  await page.reload();
  await page.waitForFunction(() => 'phoneBench' in window);
  const seen = await page.evaluate((what) => window.phoneBench.visit(what), { recalls: RECALLS, turns: TURNS, fresh: items === 0 });
  const { byWords, byMeaning, recalls, turns } = seen;
  return {
    pagePasses: spin.page,
    workerPasses: spin.worker,
    byWords,
    byMeaning,
    recallP50: quantile(recalls, 0.5),
    recallP95: quantile(recalls, 0.95),
    degraded: seen.degraded / RECALLS,
    turnP50: quantile(turns, 0.5),
    turnP95: quantile(turns, 0.95),
  };
}

/** Every figure is the median of its rounds. */
function medianOf(rows: readonly PhoneRow[]): PhoneRow[] {
  return ITEMS.flatMap((items) => Object.keys(WITHIN).map((within) => rows.filter((row) => row.items === items && row.within === within))).map((same) => {
    const first = same[0]!;
    const figures = Object.keys(first).filter((key): key is Exclude<keyof PhoneRow, 'within'> => key !== 'within');
    return {
      ...first,
      ...Object.fromEntries(
        figures.map((key) => [
          key,
          quantile(
            same.map((row) => row[key]),
            0.5,
          ),
        ]),
      ),
    };
  });
}

/** The largest of the processes that draw pages and run their workers; memory that is shared counts in part. */
async function rendererMb(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(async ({ id }) => {
      const kilobytes = /^Pss:\s+(\d+)/m.exec(await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => ''))?.[1] ?? 0;
      return Number(kilobytes) / 1_000;
    });
  return Math.max(...(await Promise.all(sizes)));
}

await main();
process.exit();
