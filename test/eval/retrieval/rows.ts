import type { Figure } from './metrics.ts';

export type LaneFilled = 'turns' | 'permanent' | 'org';

/** A figure that a row is judged by: what it may not fall below, and what it is to reach. */
export interface Target {
  readonly figure: Figure;
  readonly floor: number;
  readonly goal: number;
}

/**
 * Whether a question is asked in a session of its own, after what its speaker said before: not at all, right after it, when
 * no more than the first line is embedded, or once all is, as after the seconds that speech takes.
 */
export type History = 'none' | 'fresh' | 'embedded';

/** One way of asking one set. */
export interface Row {
  readonly id: string;
  /** Folder of the data. */
  readonly set: string;
  /** Where its records are put. */
  readonly lane: LaneFilled;
  /** Sent with each search; null: the runtime's own budgets. */
  readonly topK: number | null;
  readonly history: History;
  readonly targets: readonly Target[];
}

const row = (id: string, lane: LaneFilled, targets: readonly Target[], more: Partial<Row> = {}): Row => ({
  id,
  set: id,
  lane,
  topK: 10,
  history: 'none',
  targets,
  ...more,
});
const ndcg = (floor: number, goal: number): readonly Target[] => [{ figure: 'ndcg', floor, goal }];

/** Everything that is measured, by the set. */
export const ROWS: readonly Row[] = [
  row('locomo-turns', 'turns', [
    { figure: 'itemR5', floor: 0.74, goal: 0.78 },
    { figure: 'itemNdcg', floor: 0.655, goal: 0.69 },
  ]),
  row('locomo-turns-context', 'turns', [{ figure: 'ctxRec', floor: 0.81, goal: 0.85 }], { set: 'locomo-turns', topK: null }),
  row('locomo-facts', 'permanent', ndcg(0.67, 0.71)),
  row('madial', 'permanent', ndcg(0.53, 0.6)),
  row('madial-history', 'permanent', ndcg(0.61, 0.68), { set: 'madial', history: 'fresh' }),
  row('madial-history-embedded', 'permanent', ndcg(0.61, 0.68), { set: 'madial', history: 'embedded' }),
  row('banking77', 'org', ndcg(0.67, 0.72)),
  row('pubmedqa', 'org', ndcg(0.96, 0.97)),
  row('xquad-en', 'org', ndcg(0.97, 0.98)),
  row('xquad-de', 'org', ndcg(0.93, 0.95)),
  row('xquad-hi', 'org', ndcg(0.915, 0.95)),
  row('xquad-zh', 'org', ndcg(0.955, 0.97)),
];
