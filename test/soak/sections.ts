import { formatTable, type Column } from '../bench/report/table.ts';
import { nodeDay, type Checkpoint } from './node-day.ts';
import { pageDay, type PageCheckpoint } from './page-day.ts';
import { profileAfterForgetting } from './profile.ts';
import { manySessions } from './sessions.ts';
import { slowDisk } from './slow-disk.ts';
import { manyTabs } from './tabs.ts';
import type { Took } from './times.ts';

export interface SectionOptions {
  readonly turns: number;
  readonly given: number;
  readonly pageTurns: number;
  readonly say: (text: string) => void;
}

export interface SectionResult {
  /** For people. */
  readonly text: string;
  /** What is not as it has to be. */
  readonly wrong: readonly string[];
  /** For machines. */
  readonly figures: unknown;
}

export type Section = (options: SectionOptions) => Promise<SectionResult>;

const MB = 1_000_000;

/** What a soak is made of, by name. */
export const SECTIONS: Readonly<Record<string, Section>> = {
  day: async ({ turns, given, say }) => {
    const figures = await nodeDay({ turns, given, onCheckpoint: (at) => say(lineOf(at, given + turns)) });
    const { checkpoints, judged, reopened, forgetUserMs, before, afterForgetting, afterClosing } = figures;
    const last = checkpoints.at(-1)!;
    return {
      figures,
      wrong: wrongOf({ lost: judged.lost, 'came back': judged.back, leaked: last.leaked }),
      text: formatTable({
        id: 'day',
        title: `A day of ${turns} turns over SQLite, behind ${given} that were imported, vectors of the default model's size`,
        columns: [
          ...TURN_COLUMNS,
          { key: 'heap', label: 'heap MB', digits: 0 },
          { key: 'arena', label: 'vectors MB', digits: 0 },
          { key: 'rss', label: 'RSS MB', digits: 0 },
          { key: 'files', label: 'files MB', digits: 0 },
          { key: 'each', label: 'kB a turn kept', digits: 2 },
          ...TIME_COLUMNS,
        ],
        rows: checkpoints.map((at) => ({ ...rowOf(at), heap: at.heap / MB, arena: at.arena / MB, rss: at.rss / MB, each: eachOf(at), files: at.files / MB })),
        notes: [
          `export ${(judged.bytes / MB).toFixed(0)} MB: ${judged.lost} lost, ${judged.back} came back after they were forgotten; degraded recalls ${last.degraded}, missed ${last.missed} of ${last.recalls}`,
          `opened again in ${reopened.openMs.toFixed(0)} ms, answered after ${reopened.answerMs.toFixed(0)}; the user forgotten in ${forgetUserMs.toFixed(0)} ms`,
          `heap, vectors, files in MB before ${mb(before.heap, before.arena, before.files)}; after the user was forgotten ${mb(afterForgetting.heap, afterForgetting.arena, afterForgetting.files)}; closed ${mb(afterClosing.heap, afterClosing.arena, afterClosing.files)}`,
        ],
      }),
    };
  },
  page: async ({ pageTurns, say }) => {
    const figures = await pageDay({ turns: pageTurns, onCheckpoint: (at) => say(lineOf(at, pageTurns)) });
    const { checkpoints, judged, forgetUserMs, before, afterForgetting } = figures;
    const last = checkpoints.at(-1)!;
    return {
      figures,
      wrong: wrongOf({ lost: judged.lost, 'came back': judged.back, leaked: last.leaked }),
      text: formatTable({
        id: 'page',
        title: `A day of ${pageTurns} turns in a page of Chromium over IndexedDB, by words`,
        columns: [
          ...TURN_COLUMNS,
          { key: 'heap', label: 'worker MB', digits: 0 },
          { key: 'stored', label: 'stored MB', digits: 1 },
          { key: 'files', label: 'files MB', digits: 1 },
          ...TIME_COLUMNS,
        ],
        rows: checkpoints.map((at) => ({ ...rowOf(at), heap: (at.heap ?? NaN) / MB, stored: (at.stored ?? NaN) / MB, files: at.files / MB })),
        notes: [
          `${judged.lost} lost, ${judged.back} came back after they were forgotten; degraded recalls ${last.degraded}, missed ${last.missed} of ${last.recalls}`,
          `the user forgotten in ${forgetUserMs.toFixed(0)} ms`,
          `worker, stored, files in MB before ${mb(before.heap, before.stored, before.files)}; after the user was forgotten ${mb(afterForgetting.heap, afterForgetting.stored, afterForgetting.files)}`,
        ],
      }),
    };
  },
  tabs: async ({ say }) => {
    say('ten tabs');
    const figures = await manyTabs({ tabs: 10, turns: 100 });
    const { tabs, acknowledged, lost, recalls, missed, degraded, seconds, took } = figures;
    return {
      figures,
      wrong: wrongOf({ lost, missed: missed - degraded }),
      text: formatTable({
        id: 'tabs',
        title: `${tabs} tabs of one origin at once: ${acknowledged} turns in ${seconds.toFixed(0)} s, ${lost} lost, ${missed} of ${recalls} recalls missed, ${degraded} degraded`,
        columns: [{ key: 'tab', label: 'tab', digits: 0 }, ...KIND_COLUMNS('turn'), ...KIND_COLUMNS('recall')],
        rows: took.map((of, tab) => ({ tab, ...kindRow('turn', of['turn']), ...kindRow('recall', of['recall']) })),
        notes: [],
      }),
    };
  },
  sessions: async ({ say }) => {
    say('a thousand sessions');
    const figures = await manySessions({ sessions: 1_000 });
    const { sessions, open, recalls, missed, degraded, reopenMs, took } = figures;
    return {
      figures,
      wrong: wrongOf({ 'sessions not open': sessions - open, missed: missed - degraded }),
      text: tookTable(
        'sessions',
        `${sessions} sessions of one user, ${open} open at once; ${missed} of ${recalls} recalls missed, ${degraded} degraded`,
        took,
        [`opened again in ${reopenMs.toFixed(0)} ms`],
      ),
    };
  },
  slow: async ({ say }) => {
    say('a slow disk');
    const figures = await slowDisk({ turns: 200 });
    const { turns, tooEarly, recalls, missed, degraded, late, took } = figures;
    return {
      figures,
      wrong: wrongOf({ 'acknowledged too early': tooEarly, missed, degraded, late }),
      text: tookTable('slow', `A disk that takes 50 to 500 ms for a commit: ${turns} turns, ${tooEarly} acknowledged too early`, took, [
        `${recalls} recalls meanwhile: ${missed} missed, ${degraded} degraded, ${late} late`,
      ]),
    };
  },
  profile: async ({ say }) => {
    const figures = await profileAfterForgetting({ say });
    return {
      figures,
      wrong: wrongOf(Object.fromEntries(figures.ways.map(({ what, rows }) => [`rows after ${what}`, rows.length]))),
      text: formatTable({
        id: 'profile',
        title: "What is left in a Chromium's profile of what was forgotten: words by which it is found",
        columns: [
          { key: 'what', label: 'forgotten' },
          { key: 'rows', label: 'in rows', digits: 0 },
          ...figures.moments.map((label, i) => ({ key: `m${i}`, label, digits: 0 })),
        ],
        rows: figures.ways.map(({ what, rows, files }) => ({
          what,
          rows: rows.length,
          ...Object.fromEntries(files.map((found, i) => [`m${i}`, found.length])),
        })),
        notes: [],
      }),
    };
  },
};

const TURN_COLUMNS: readonly Column[] = [
  { key: 'turns', label: 'turns', digits: 0 },
  { key: 'forgotten', label: 'forgotten', digits: 0 },
];

const TIMED = ['turn', 'recall', 'end', 'list', 'forget turn', 'forget session'] as const;
const TIME_COLUMNS: readonly Column[] = TIMED.map((kind) => ({ key: kind, label: `${kind} p50 · p99 ms` }));

function rowOf(at: Checkpoint | PageCheckpoint): Record<string, string | number> {
  const times = TIMED.map((kind) => [kind, at.took[kind] ? `${at.took[kind].p50.toFixed(1)} · ${at.took[kind].p99.toFixed(0)}` : ''] as const);
  return { turns: at.turns, forgotten: at.forgotten, ...Object.fromEntries(times) };
}

function eachOf(at: Checkpoint): number {
  return at.files / 1_000 / (at.turns - at.forgotten);
}

const KIND_COLUMNS = (kind: string): Column[] => ['p50', 'p99', 'max'].map((what) => ({ key: `${kind}-${what}`, label: `${kind} ${what} ms`, digits: 1 }));

function kindRow(kind: string, took: Took | undefined): Record<string, number> {
  return took ? { [`${kind}-p50`]: took.p50, [`${kind}-p99`]: took.p99, [`${kind}-max`]: took.max } : {};
}

function tookTable(id: string, title: string, took: Readonly<Record<string, Took>>, notes: readonly string[]): string {
  const columns = [
    { key: 'what', label: '' },
    { key: 'calls', label: 'calls', digits: 0 },
    { key: 'p50', label: 'p50 ms', digits: 1 },
    { key: 'p99', label: 'p99 ms', digits: 1 },
    { key: 'max', label: 'max ms', digits: 1 },
  ];
  return formatTable({ id, title, columns, rows: Object.entries(took).map(([what, of]) => ({ what, ...of })), notes });
}

function lineOf(at: Checkpoint | PageCheckpoint, turns: number): string {
  const { turn, recall } = at.took;
  const held = `heap ${mb(at.heap)}, files ${mb(at.files)} MB`;
  return `${at.turns} of ${turns} turns, ${at.forgotten} forgotten; ${held}; turn ${turn?.p50} ms, recall ${recall?.p50} ms, ${at.missed} of ${at.recalls} missed`;
}

function mb(...bytes: readonly (number | null)[]): string {
  return bytes.map((each) => (each === null ? '–' : (each / MB).toFixed(1))).join(', ');
}

function wrongOf(counts: Readonly<Record<string, number>>): string[] {
  return Object.entries(counts).flatMap(([what, times]) => (times > 0 ? [`${what} ${times}`] : []));
}
