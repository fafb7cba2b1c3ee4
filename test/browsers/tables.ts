import type { BrowserName } from '../faults/browsers/browser.ts';
import type { Kept, KeptFile, KeptSuite } from './document.ts';
import type { FirstLoad } from './first-load/measured.ts';
import type { PhoneRow } from './phone/row.ts';
import { reasonOf } from './reasons.ts';

const NAMES: Readonly<Record<BrowserName, string>> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };
const BROWSERS = Object.keys(NAMES) as BrowserName[];

const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

const failedOf = ({ others }: KeptFile) => others.filter(({ state }) => state === 'failed');

/** How many tests of each file pass in each browser, and why the others do not. */
export function suiteTables(suites: Kept['suites']): string {
  const browsers = BROWSERS.filter((name) => suites[name]);
  const paths = [...new Set(browsers.flatMap((name) => suites[name]!.files.map(({ path }) => path)))].toSorted();
  const cell = (suite: KeptSuite, path: string): string => {
    const file = suite.files.find((one) => one.path === path);
    return file ? `${file.passed} of ${file.passed + failedOf(file).length}` : '–';
  };
  const total = (suite: KeptSuite): string => {
    const passed = suite.files.reduce((sum, file) => sum + file.passed, 0);
    return `${passed} of ${suite.files.reduce((sum, file) => sum + failedOf(file).length, passed)}`;
  };
  const counts = table(
    ['passed', ...browsers.map((name) => NAMES[name])],
    [
      ...paths.map((path) => [`\`${path.replace('test/', '')}\``, ...browsers.map((name) => cell(suites[name]!, path))]),
      ['together', ...browsers.map((name) => total(suites[name]!))],
    ],
  );
  const versions = browsers.map((name) => `${NAMES[name]} ${suites[name]!.version}`).join(', ');
  return [`Last run in ${versions}.`, counts, '### What does not pass', differences(suites, browsers)].join('\n\n');
}

interface Difference {
  readonly names: Set<string>;
  readonly path: string;
  readonly tests: Set<string>;
  readonly because: string;
  readonly why: string;
}

/** What cannot pass for one reason stands in one row. */
function differences(suites: Kept['suites'], browsers: readonly BrowserName[]): string {
  const found = new Map<string, Difference>();
  const add = (browser: BrowserName, path: string, test: string, { because, why }: { readonly because: string; readonly why: string }): void => {
    const key = `${path} ${why}`;
    const known = found.get(key) ?? { names: new Set(), path, tests: new Set(), because, why };
    found.set(key, known);
    known.names.add(NAMES[browser]);
    known.tests.add(test);
  };
  for (const browser of browsers)
    for (const file of suites[browser]!.files) {
      for (const test of failedOf(file))
        add(browser, file.path, test.name, reasonOf(browser, file.path, test) ?? { because: '**not explained**', why: test.why.join(' ') });
      for (const why of file.errors) add(browser, file.path, 'outside of its tests', { because: '**not explained**', why });
    }
  if (found.size === 0) return 'Nothing.';
  return table(
    ['test', 'in', 'because', 'what'],
    [...found.values()].map(({ names, path, tests, because, why }) => {
      const which = tests.size === 1 ? [...tests][0]! : `${tests.size} tests`;
      return [`\`${path.replace('test/', '')}\`: ${which}`, [...names].join(', '), because, why];
    }),
  );
}

const ms = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

/** A memory under limits; in brackets how many times what it is without them. */
export function phoneTable(rows: readonly PhoneRow[]): string {
  if (rows.length === 0) return 'Not run yet.';
  const of = (row: PhoneRow): readonly string[] => {
    const free = rows.find(({ items, within }) => items === row.items && within === rows[0]!.within)!;
    const beside = (value: number, without: number): string => (row === free ? ms(value) : `${ms(value)} (${(value / without).toFixed(1)})`);
    return [
      row.items === 0 ? 'first visit, nothing kept' : row.items.toLocaleString('en'),
      row.within,
      row === free ? '1' : `${(free.pagePasses / row.pagePasses).toFixed(1)} · ${(free.workerPasses / row.workerPasses).toFixed(1)}`,
      beside(row.byWords, free.byWords),
      beside(row.byMeaning, free.byMeaning),
      `${beside(row.recallP50, free.recallP50)} · ${beside(row.recallP95, free.recallP95)}`,
      `${Math.round(row.degraded * 100)} %`,
      `${beside(row.turnP50, free.turnP50)} · ${beside(row.turnP95, free.turnP95)}`,
      Math.round(row.rendererMb).toString(),
      Math.round(row.peakMb).toString(),
    ];
  };
  return table(
    [
      'memories',
      'limits',
      'slower: page · worker',
      'first answer by words, ms',
      'by meaning, ms',
      'recall p50 · p95, ms',
      'by words alone',
      'turn p50 · p95, ms',
      'page’s process, MB',
      'browser, at most, MB',
    ],
    rows.map(of),
  );
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** What a person waits for, and what is sent for it. */
export function firstLoadTable(loads: readonly FirstLoad[]): string {
  if (loads.length === 0) return 'Not run yet.';
  return table(
    ['visit', 'first paint', 'largest paint', 'interactive', 'blocked', 'answer by words', 'answer by meaning'],
    loads.map((load) => [
      load.visit,
      `${ms(load.firstPaintMs)} ms`,
      `${ms(load.largestPaintMs)} ms`,
      `${ms(load.interactiveMs)} ms`,
      `${ms(load.blockedMs)} ms`,
      `${ms(load.byWordsMs)} ms · ${mb(load.bytesByWords)}`,
      `${ms(load.byMeaningMs)} ms · ${mb(load.bytesByMeaning)}`,
    ]),
  );
}
