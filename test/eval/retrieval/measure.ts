import type { Baseline } from './baselines/baseline.ts';
import type { Doc, Group, Question } from './data.ts';
import { score, type Found, type Scores } from './metrics.ts';
import type { Row } from './rows.ts';
import { Subject, type Measured } from './subject.ts';

/** One question of one row, scored. */
export interface Scored {
  readonly question: string;
  readonly scores: Scores;
}

export interface RowResult {
  readonly row: Row;
  /** The questions that count. */
  readonly scored: readonly Scored[];
  /** How long each search took, in milliseconds. */
  readonly ms: readonly number[];
  readonly degraded: number;
  /** The same questions asked of other engines. */
  readonly baselines: ReadonlyMap<string, readonly Scored[]>;
}

export interface MeasureOptions extends Measured {
  readonly baselines: readonly Baseline[];
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** Asks the groups of one set in the ways of these rows. A group is stored once. */
export async function measureSet(groups: readonly Group[], rows: readonly Row[], options: MeasureOptions): Promise<RowResult[]> {
  const results = rows.map((row) => ({ row, scored: [] as Scored[], ms: [] as number[], degraded: 0, baselines: new Map<string, Scored[]>() }));
  for (const group of groups) {
    const scorer = scorerOf(group.docs);
    options.progress(`${rows[0]!.set}: ${group.docs.length} records of ${group.id} are stored and embedded`);
    const subject = await Subject.open(options, group, rows[0]!.lane);
    if (options.live) await options.embedder.goLive();
    try {
      for (const result of results) {
        options.progress(`${result.row.id}: ${group.questions.length} questions are asked of ${group.id}`);
        for (const question of group.questions) {
          options.signal.throwIfAborted();
          const answer = await subject.ask(question, result.row);
          result.ms.push(answer.ms);
          if (answer.degraded) result.degraded++;
          if (question.headline !== false) result.scored.push(scorer(question, answer));
        }
      }
    } finally {
      options.embedder.endLive();
      await subject.close();
    }
    for (const baseline of options.baselines) {
      const scored = await askBaseline(baseline, group, scorer, options.signal);
      // the same for every way of asking us
      for (const { baselines } of results) baselines.set(baseline.name, [...(baselines.get(baseline.name) ?? []), ...scored]);
    }
  }
  return results;
}

async function askBaseline(baseline: Baseline, { docs, questions }: Group, scorer: Scorer, signal: AbortSignal): Promise<Scored[]> {
  const search = await baseline.build(docs);
  const scored: Scored[] = [];
  for (const question of questions) {
    signal.throwIfAborted();
    if (question.headline === false) continue;
    const ids = await search(question.query);
    scored.push(scorer(question, { items: ids.map((id) => [id]), contextText: null }));
  }
  return scored;
}

type Scorer = (question: Question, found: Found) => Scored;

function scorerOf(docs: readonly Doc[]): Scorer {
  const texts = new Map(docs.map(({ id, text = '' }) => [id, text]));
  return ({ id, relevant }, found) => ({
    question: id,
    scores: score(
      found,
      relevant,
      [...new Set(relevant)].map((each) => texts.get(each) ?? ''),
    ),
  });
}
