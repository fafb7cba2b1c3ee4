/** `node test/browsers/run.mjs`: runs the suite of the browser in a browser of choice, prints what failed and writes it into docs/. */
import { parseArgs } from 'node:util';
import type { BrowserKind, BrowserName } from '../faults/browsers/browser.ts';
import { chromium } from '../faults/browsers/chromium.ts';
import { firefox } from '../faults/browsers/firefox.ts';
import { webkit } from '../faults/browsers/webkit.ts';
import { keep, keptBefore, type KeptFile } from './document.ts';
import { reasonOf } from './reasons.ts';
import { runSuite, testFiles, type FileRun, type SuiteRun } from './suite.ts';

const USAGE = `node test/browsers/run.mjs [options]

  --browser NAME   chromium, firefox or webkit (chromium)
  --only PATH      files whose path holds it; they take the place of those of the last run
  --test PATTERN   tests whose name matches; writes nothing
  --isolated       all files in a page that is isolated from other origins; writes nothing
  --write          makes the tables anew of what was run before, and runs nothing`;

const KINDS: Readonly<Record<BrowserName, BrowserKind>> = { chromium, firefox, webkit };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      browser: { type: 'string', default: 'chromium' },
      only: { type: 'string' },
      test: { type: 'string' },
      isolated: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.write) return keep({});
  const kind = (KINDS as Readonly<Record<string, BrowserKind | undefined>>)[values.browser];
  if (!kind) throw new TypeError(`${values.browser} is no browser of these.\n\n${USAGE}`);
  const files = testFiles().filter((path) => path.includes(values.only ?? ''));
  const run = await runSuite(kind, { mode: 'all', files, only: values.test, isolated: values.isolated, onFile: (file) => print(kind.name, file) });
  if (values.test === undefined && !values.isolated) await keepSuite(run);
  const unexplained = run.files.filter((file) => file.errors.length > 0 || failed(file).some((test) => !reasonOf(kind.name, file.path, test)));
  console.log(`${kind.name} ${run.version}: ${unexplained.length === 0 ? 'nothing unexplained' : `unexplained in ${unexplained.length} files`}.`);
  if (unexplained.length > 0) process.exitCode = 1;
}

const failed = ({ tests }: FileRun): FileRun['tests'] => tests.filter(({ state }) => state === 'failed');

function print(browser: BrowserName, file: FileRun): void {
  const count = (wanted: string): number => file.tests.filter(({ state }) => state === wanted).length;
  console.log(`${file.path}: ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`);
  for (const test of failed(file)) {
    const reason = reasonOf(browser, file.path, test);
    console.log(reason ? `  not possible: ${test.name} (${reason.why})` : `  FAILED: ${[test.name, ...test.why].join('\n    ')}`);
  }
  for (const error of file.errors) console.log(`  outside of tests: ${error}`);
}

/** Part of a run takes the place of the same files of the run before. */
async function keepSuite({ browser, version, files }: SuiteRun): Promise<void> {
  const { suites } = await keptBefore();
  const ran = files.map(({ path, tests, errors }): KeptFile => {
    const others = tests.filter(({ state }) => state !== 'passed');
    return { path, passed: tests.length - others.length, others, errors };
  });
  const known = (suites[browser]?.files ?? []).filter(({ path }) => testFiles().includes(path) && !ran.some((file) => file.path === path));
  const all = [...known, ...ran].toSorted((a, b) => a.path.localeCompare(b.path));
  await keep({ suites: { ...suites, [browser]: { version, files: all } } });
}

await main();
// browsers' own timers would keep it
process.exit();
