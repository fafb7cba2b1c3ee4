/** `npm run soak`: a long life at any size. Prints how it goes and what came of it; ends with 1 when something is wrong. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createProgress, type Progress } from '../bench/report/progress.ts';
import { SECTIONS, type Section, type SectionOptions, type SectionResult } from './sections.ts';

const USAGE = `npm run soak [-- options]

  --only A,B     ${Object.keys(SECTIONS).join(', ')} (all)
  --turns N      of the day over SQLite (100000)
  --given N      turns that are imported before that day begins (0)
  --page-turns N of the day in a page, over IndexedDB (5000)
  --json FILE    writes what came of it`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: Object.keys(SECTIONS).join(',') },
      turns: { type: 'string', default: '100000' },
      given: { type: 'string', default: '0' },
      'page-turns': { type: 'string', default: '5000' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  const sizes = { turns: positive(values.turns), given: Number(values.given), pageTurns: positive(values['page-turns']) };
  const progress = createProgress(Date.now());
  const results: Record<string, SectionResult> = {};
  for (const name of values.only.split(',')) results[name] = await run(sectionOf(name), name, sizes, progress);
  const wrong = Object.entries(results).flatMap(([name, { wrong: of }]) => of.map((what) => `${name}: ${what}`));
  progress.print(wrong.length === 0 ? 'All is as it should be.' : `Wrong: ${wrong.join('; ')}.`);
  if (values.json) await writeFile(values.json, `${JSON.stringify({ ...sizes, node: process.version, results, wrong }, null, 2)}\n`);
  if (wrong.length > 0) process.exitCode = 1;
}

async function run(section: Section, name: string, sizes: Omit<SectionOptions, 'say'>, progress: Progress): Promise<SectionResult> {
  const result = await section({ ...sizes, say: (text) => progress.say(`${name}: ${text}`) });
  progress.print(result.text);
  return result;
}

function sectionOf(name: string): Section {
  const section = new Map(Object.entries(SECTIONS)).get(name);
  if (!section) throw new TypeError(`There is no section ${name}.\n\n${USAGE}`);
  return section;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${text} is no number of 1 or more.\n\n${USAGE}`);
  return value;
}

await main();
