import type { BrowserName } from './browsers/browser.ts';
import type { MatrixRun } from './matrix.ts';
import type { Outcome, Row } from './row.ts';

/** The runs that a table is made of, by browser. */
export type Runs = Readonly<Partial<Record<BrowserName, MatrixRun>>>;

const NAMES: Readonly<Record<BrowserName, string>> = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKitGTK' };
const BROWSERS = Object.keys(NAMES) as BrowserName[];

/** What is told of an engine's own error is long; docs/faults.json has it all. */
const LONGEST = 110;

/** The matrix as Markdown: a table for each group, a column for each browser that it was run in. */
export function tablesOf(runs: Runs, rows: readonly Row[]): string {
  const browsers = BROWSERS.filter((name) => runs[name]);
  const groups = [...new Set(rows.map(({ group }) => group))];
  const versions = browsers.map((name) => `${NAMES[name]} ${runs[name]!.version}`).join(', ');
  return [`Last run in ${versions}.`, ...groups.map((group) => tableOf(group, rows, runs, browsers)), notesOf(rows)].join('\n\n');
}

function tableOf(group: string, rows: readonly Row[], runs: Runs, browsers: readonly BrowserName[]): string {
  const head = [
    '',
    'the call answers',
    'what brings it back',
    'what stats tell',
    ...browsers.map((name) => `${NAMES[name]}: lost of acknowledged`),
    'back after, ms',
  ];
  const lines = rows
    .filter((row) => row.group === group)
    .map((row) => {
      const outcomes = browsers.map((name) => runs[name]!.rows.find(({ id }) => id === row.id)?.outcome ?? null);
      const known = outcomes.filter((outcome) => outcome !== null);
      const cells = [
        row.title,
        distinct(known.map(({ seen }) => seen)),
        row.recovery,
        distinct(known.map(({ told }) => told.map(short).join('; '))),
        ...outcomes.map((outcome) => (outcome ? `${outcome.acknowledged - outcome.recovered} of ${outcome.acknowledged}${row.meantToGo ? ' \\*' : ''}` : '–')),
        outcomes.map(msOf).join(' · '),
      ];
      return lineOf(cells);
    });
  return [`### ${group}`, '', lineOf(head), lineOf(head.map(() => '---')), ...lines].join('\n');
}

const lineOf = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

/** What all browsers say once, what they say differently side by side. */
const distinct = (said: readonly string[]): string => [...new Set(said)].filter((each) => each !== '').join(' / ') || '–';

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

const msOf = (outcome: Outcome | null): string => (outcome?.recoveryMs == null ? '–' : String(Math.round(outcome.recoveryMs)));

function notesOf(rows: readonly Row[]): string {
  const more = new Map<string, string[]>();
  for (const { group, more: tests } of rows)
    for (const test of tests?.split(', ') ?? []) more.set(group, [...new Set([...(more.get(group) ?? []), `\`${test}\``])]);
  const lines = [...more].map(([group, tests]) => `- ${group}: ${tests.join(', ')}`);
  return ['### Where tests go further', '', 'Under `test/`:', '', ...lines].join('\n');
}

/** The text with what stands between the two markers replaced. */
export function between(text: string, begin: string, end: string, inside: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The markers ${begin} and ${end} are not there.`);
  return `${text.slice(0, from + begin.length)}\n\n${inside}\n\n${text.slice(to)}`;
}
