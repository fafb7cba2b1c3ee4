import { join } from 'node:path';
import { createRuntimeHost } from '../../../src/runtime/local.ts';
import { MINILM_ROW8 } from '../../../src/node/model/known-models.ts';
import { localEmbedder } from '../../support/local-embedder.ts';
import { SHARED_EVAL } from '../../support/shared-eval.ts';
import { readSet, type DataLimits } from './data.ts';
import { openEmbedder } from './embeddings/open.ts';
import { measureSet } from './measure.ts';
import { LABELS, short } from './report/table.ts';
import { ROWS } from './rows.ts';
import { bootstrap, mean } from './statistics.ts';

/** Of each set as much as is embedded in some seconds. */
const PARTS: readonly { readonly set: string; readonly limits: DataLimits }[] = [
  { set: 'locomo-turns', limits: { groups: 1, docs: 200 } },
  { set: 'madial', limits: {} },
  { set: 'banking77', limits: { docs: 200, questions: 100 } },
  { set: 'xquad-zh', limits: { docs: 30 } },
];

/** One figure of a row, question by question: numbers, and nothing of the data. */
export type GateScores = Readonly<Record<string, readonly number[]>>;

/** Digits after the point that are kept of a score. */
const DIGITS = 3;

/** Measures what the gate looks at: the figures that the rows are judged by. */
export async function measureGate(): Promise<GateScores> {
  const embedder = await openEmbedder(MINILM_ROW8, { start: localEmbedder });
  const host = createRuntimeHost({ embedder });
  try {
    const scores: Record<string, readonly number[]> = {};
    for (const { set, limits } of PARTS) {
      const groups = await readSet(join(SHARED_EVAL, set), limits);
      const rows = ROWS.filter((row) => row.set === set && row.targets.length > 0);
      const results = await measureSet(groups, rows, {
        host,
        embedder,
        live: false,
        baselines: [],
        signal: new AbortController().signal,
        progress: () => undefined,
      });
      for (const { row, scored } of results)
        for (const { figure } of row.targets) scores[`${row.id} ${LABELS[figure]}`] = scored.map((each) => rounded(each.scores[figure] ?? 0));
    }
    return scores;
  } finally {
    await host.close();
  }
}

const rounded = (score: number): number => Number(score.toFixed(DIGITS));

export interface GateVerdict {
  readonly figure: string;
  /** `lost`: lower than expected beyond what a chance choice of questions explains. */
  readonly verdict: 'kept' | 'lost' | 'gained';
  /** What there is to say, in one line. */
  readonly line: string;
}

/** Holds what was measured against what was measured when the figures were committed, question by question. */
export function judge(expected: GateScores, measured: GateScores): GateVerdict[] {
  return Object.entries(expected).map(([figure, before]) => {
    const now = measured[figure];
    if (now?.length !== before.length)
      return { figure, verdict: 'lost', line: `${figure}: ${before.length} questions were expected, ${now?.length ?? 0} asked` };
    const [low, high] = bootstrap(now.map((score, i) => score - before[i]!));
    const verdict = high < 0 ? 'lost' : low > 0 ? 'gained' : 'kept';
    return { figure, verdict, line: `${figure}: ${short(mean(now))}, expected ${short(mean(before))} (${verdict}, ${now.length} questions)` };
  });
}
