/** `npm run faults`: runs the fault matrix in a browser, prints it and writes it into docs/. Ends with 1 when something that was acknowledged is gone. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { BrowserKind, BrowserName } from './browsers/browser.ts';
import { chromium } from './browsers/chromium.ts';
import { firefox } from './browsers/firefox.ts';
import { webkit } from './browsers/webkit.ts';
import { lossOf, ROWS, runMatrix, type MatrixRun, type Ran } from './matrix.ts';
import type { Row } from './row.ts';
import { between, tablesOf, type Runs } from './table.ts';

const USAGE = `npm run faults [-- options]

  --browser NAME   chromium, firefox or webkit (chromium)
  --only PATTERN   rows whose id matches; they take the place of those of the last run
  --quick          the rows that every change runs; writes nothing
  --write          makes the tables anew of what was run before, and runs nothing`;

const KINDS: Readonly<Record<BrowserName, BrowserKind>> = { chromium, firefox, webkit };
const RESULTS = new URL('../../docs/faults.json', import.meta.url);
const OXFMT = new URL('../../node_modules/oxfmt/bin/oxfmt', import.meta.url);
const PAGE = new URL('../../docs/faults.md', import.meta.url);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string', default: 'chromium' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.write) return write(await resultsBefore());
  const kind = (KINDS as Readonly<Record<string, BrowserKind | undefined>>)[values.browser];
  if (!kind) throw new TypeError(`${values.browser} is no browser of these.\n\n${USAGE}`);
  const pattern = new RegExp(values.only ?? '');
  const run = await runMatrix(
    kind,
    ROWS.filter(({ id, quick }) => (!values.quick || quick) && pattern.test(id)),
    print,
  );
  if (!values.quick) await keep(run, values.only !== undefined);
  const wrong = run.rows.filter((ran) => lossOf(ran) !== null);
  console.log(wrong.length === 0 ? `${run.rows.length} rows, nothing lost.` : `Wrong: ${wrong.map((ran) => `${ran.id}: ${lossOf(ran)}`).join('; ')}`);
  if (wrong.length > 0) process.exitCode = 1;
}

function print({ id }: Row, ran: Ran): void {
  const { outcome } = ran;
  if (!outcome) return console.log(`${id}: FAILED: ${ran.failure}`);
  const { seen, acknowledged, recovered, told, recoveryMs } = outcome;
  console.log(`${id}: ${seen} | ${recovered} of ${acknowledged} | ${told.join('; ')} | ${recoveryMs === null ? '–' : Math.round(recoveryMs)} ms`);
}

async function resultsBefore(): Promise<Runs> {
  return JSON.parse(await readFile(RESULTS, 'utf8').catch(() => '{}')) as Record<BrowserName, MatrixRun>;
}

/** Part of a run takes the place of the same rows of the run before. */
async function keep(run: MatrixRun, partly: boolean): Promise<void> {
  const before = await resultsBefore();
  const known = partly ? (before[run.browser]?.rows ?? []) : [];
  const rows = [...known.filter(({ id }) => !run.rows.some((row) => row.id === id)), ...run.rows];
  await write({ ...before, [run.browser]: { ...run, rows } });
}

async function write(runs: Runs): Promise<void> {
  await writeFile(RESULTS, `${JSON.stringify(runs, null, 2)}\n`);
  await writeFile(PAGE, between(await readFile(PAGE, 'utf8'), '<!-- faults -->', '<!-- end of faults -->', tablesOf(runs, ROWS)));
  // tables by hand would be wide and crooked
  await promisify(execFile)(process.execPath, [fileURLToPath(OXFMT), fileURLToPath(RESULTS), fileURLToPath(PAGE)]);
}

await main();
// browsers' own timers would keep it
process.exit();
