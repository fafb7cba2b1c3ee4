import { FIGURES, type Figure } from '../metrics.ts';
import type { RowResult, Scored } from '../measure.ts';
import { bootstrap, mean, quantile, type Interval } from '../statistics.ts';

export const LABELS: Readonly<Record<Figure, string>> = {
  r5: 'R@5',
  ndcg: 'nDCG@10',
  mrr: 'MRR',
  hit1: 'hit@1',
  itemR5: 'itemR@5',
  itemNdcg: 'itemNDCG',
  ctxRec: 'ctxRec',
};

/** A mean over questions, and where it lies with a certainty of 95 %. */
export interface Measured {
  readonly mean: number;
  readonly interval: Interval;
}

/** A row as it is told and written. */
export interface Summary {
  readonly row: string;
  readonly questions: number;
  readonly figures: Readonly<Partial<Record<Figure, Measured>>>;
  readonly targets: readonly { readonly figure: Figure; readonly floor: number; readonly goal: number; readonly met: 'goal' | 'floor' | 'no' }[];
  /** Other engines, by name; where ours returns pairs of turns they return single ones. */
  readonly baselines: Readonly<Record<string, Readonly<Partial<Record<Figure, number>>>>>;
  readonly searchMs: { readonly p50: number; readonly p95: number };
  readonly degraded: number;
}

const valuesOf = (scored: readonly Scored[], figure: Figure): number[] => scored.flatMap(({ scores }) => scores[figure] ?? []);

export function summarise({ row, scored, ms, degraded, baselines }: RowResult): Summary {
  const figures: Partial<Record<Figure, Measured>> = {};
  for (const figure of FIGURES) {
    const values = valuesOf(scored, figure);
    if (values.length > 0) figures[figure] = { mean: mean(values), interval: bootstrap(values) };
  }
  const targets = row.targets.map((target) => {
    const reached = figures[target.figure]?.mean ?? Number.NaN;
    return { ...target, met: reached >= target.goal ? ('goal' as const) : reached >= target.floor ? ('floor' as const) : ('no' as const) };
  });
  const others = [...baselines].map(([name, theirs]) => [name, meansOf(theirs)] as const);
  return {
    row: row.id,
    questions: scored.length,
    figures,
    targets,
    baselines: Object.fromEntries(others),
    searchMs: { p50: quantile(ms, 0.5), p95: quantile(ms, 0.95) },
    degraded,
  };
}

function meansOf(scored: readonly Scored[]): Partial<Record<Figure, number>> {
  return Object.fromEntries(
    FIGURES.map((figure) => [figure, valuesOf(scored, figure)] as const).flatMap(([figure, all]) => (all.length > 0 ? [[figure, mean(all)]] : [])),
  );
}

/** `.743` */
export const short = (value: number): string => (value < 0 ? '-' : '') + Math.abs(value).toFixed(3).replace(/^0/, '');

const VERDICTS = { goal: 'goal met', floor: 'floor met', no: 'BELOW' } as const;

/** Every figure of every row. */
export function figureTable(summaries: readonly Summary[]): string {
  const head = ['row', 'n', ...FIGURES.map((figure) => LABELS[figure]), 'p50 ms', 'p95 ms', 'degraded'];
  const body = summaries.map(({ row, questions, figures, searchMs, degraded }) => [
    row,
    `${questions}`,
    ...FIGURES.map((figure) => (figures[figure] ? short(figures[figure].mean) : '–')),
    searchMs.p50.toFixed(1),
    searchMs.p95.toFixed(1),
    `${degraded}`,
  ]);
  return aligned([head, ...body]);
}

/** What each row is judged by, beside floor, goal and the other engines. */
export function targetTable(summaries: readonly Summary[]): string {
  const names = [...new Set(summaries.flatMap(({ baselines }) => Object.keys(baselines)))];
  const head = ['row', 'figure', 'ours', '95 %', 'floor', 'goal', '', ...names];
  const body = summaries.flatMap(({ row, figures, targets, baselines }) =>
    targets.map(({ figure, floor, goal, met }) => {
      const ours = figures[figure];
      return [
        row,
        LABELS[figure],
        ours ? short(ours.mean) : '–',
        ours ? ours.interval.map(short).join('–') : '–',
        short(floor),
        short(goal),
        VERDICTS[met],
        ...names.map((name) => (baselines[name]?.[figure] === undefined ? '–' : short(baselines[name][figure]))),
      ];
    }),
  );
  return aligned([head, ...body]);
}

/** Words to the left, numbers to the right. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((cells) => cells[i]!.length)));
  const numeric = widths.map((_, i) => rows.slice(1).some((cells) => /^[-+]?[\d.]+$/.test(cells[i]!)));
  return rows
    .map((cells) =>
      cells
        .map((cell, i) => (numeric[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
