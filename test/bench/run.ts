import { writeFile } from 'node:fs/promises';
import { provisionModel } from '../../src/node/model/provision.ts';
import { chartSvg } from './chart.ts';
import { buildPage } from './host/build-page.ts';
import { openBrowser } from './host/browser.ts';
import { install } from './host/install.ts';
import { BENCH } from './host/paths.ts';
import { parseOptions, USAGE, type Options } from './options.ts';
import { describeMachine, formatMachine } from './report/machine.ts';
import { createProgress, type Progress } from './report/progress.ts';
import type { BenchResult } from './report/result.ts';
import { formatTable } from './report/table.ts';
import type { Section, SectionResult } from './section.ts';
import { SECTIONS } from './sections.ts';

function chosen(options: Options): Section[] {
  const unknown = options.only.filter((id) => !SECTIONS.some((section) => section.id === id));
  if (unknown.length > 0) throw new TypeError(`There is no section ${unknown.join(', ')}. There are ${SECTIONS.map(({ id }) => id).join(', ')}.`);
  return SECTIONS.filter((section) => (options.only.length === 0 || options.only.includes(section.id)) && (section.asked?.(options) ?? true));
}

async function bench(options: Options, signal: AbortSignal, progress: Progress): Promise<BenchResult> {
  const sections = chosen(options);
  if (sections.some(({ needsPeers }) => needsPeers)) {
    progress.say('installing the engines that ours is measured beside (about 40 MB, once)');
    const problem = await install({ folder: BENCH, scripts: false, signal });
    if (problem !== null) progress.print(`The other engines could not be installed and are left out: ${problem}\n`);
  }
  progress.say('building the page');
  const folder = await buildPage(signal);
  progress.say('looking for the model');
  const model = await provisionModel();
  await using browser = await openBrowser(folder, model.folder, signal);
  const machine = await describeMachine(browser.version);
  progress.print(`${formatMachine(machine)}\n`);
  const earlier = new Map<string, SectionResult>();
  for (const section of sections) {
    const result = await section.run({ options, signal, progress: progress.say, browser, earlier });
    earlier.set(section.id, result);
    progress.print(`## ${section.title}\n`);
    for (const table of result.tables) progress.print(formatTable(table));
  }
  const all = [...earlier.values()];
  return {
    machine,
    tables: all.flatMap(({ tables }) => tables),
    ratios: Object.fromEntries(all.flatMap(({ ratios }) => ratios.map(({ name, value }) => [name, value]))),
  };
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') return console.log(USAGE);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const progress = createProgress(Date.now());
  try {
    const result = await bench(options, stop.signal, progress);
    if (options.json) await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
    if (options.chart) await writeFile(options.chart, chartSvg(result));
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    progress.print('stopped');
    process.exitCode = 130;
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
});
