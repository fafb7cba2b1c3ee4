import { FIGURES, type Figure, type Scores } from '../metrics.ts';
import type { RowResult } from '../measure.ts';
import { bootstrap, mean } from '../statistics.ts';
import { aligned, LABELS, short } from './table.ts';

/** A line of the file: one question of one row. */
interface Line extends Scores {
  readonly row: string;
  readonly question: string;
}

/** The scores of every question, a line each, so that another run can be held against this one. */
export function perQueryLines(results: readonly RowResult[]): string {
  const lines = results.flatMap(({ row, scored }) => scored.map(({ question, scores }): Line => ({ row: row.id, question, ...scores })));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** The figures that changed since the run that wrote `earlier`, over the questions that both asked. */
export function differences(results: readonly RowResult[], earlier: string): string {
  const before = new Map(
    earlier
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as Line)
      .map((line) => [`${line.row} ${line.question}`, line]),
  );
  const body = results.flatMap(({ row, scored }) => {
    const both = scored.flatMap(({ question, scores }) => {
      const line = before.get(`${row.id} ${question}`);
      return line ? [{ now: scores, earlier: line }] : [];
    });
    return FIGURES.flatMap((figure) => lineOf(row.id, figure, both));
  });
  return body.length === 0 ? 'No figure has changed.' : aligned([['row', 'figure', 'n', 'before', 'now', 'change', '95 %', ''], ...body]);
}

function lineOf(row: string, figure: Figure, both: readonly { readonly now: Scores; readonly earlier: Scores }[]): string[][] {
  const pairs = both.flatMap(({ now, earlier }) => (now[figure] === null || earlier[figure] === null ? [] : [{ now: now[figure], earlier: earlier[figure] }]));
  const changes = pairs.map(({ now, earlier }) => now - earlier);
  if (changes.every((change) => change === 0)) return [];
  const [low, high] = bootstrap(changes);
  const verdict = low > 0 ? 'better' : high < 0 ? 'worse' : '';
  const signed = (value: number): string => (value >= 0 ? '+' : '') + short(value);
  return [
    [
      row,
      LABELS[figure],
      `${pairs.length}`,
      short(mean(pairs.map(({ earlier }) => earlier))),
      short(mean(pairs.map(({ now }) => now))),
      signed(mean(changes)),
      `${signed(low)} … ${signed(high)}`,
      verdict,
    ],
  ];
}
