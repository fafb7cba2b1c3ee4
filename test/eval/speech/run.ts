// How well memory is found when a speech recogniser stood between what was said and what was stored or asked.
//   node test/.artifacts/eval-speech/run.js [--json figures.json] [--set EPISODES.coordination=.5 …]
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultCacheDir } from '../../../src/node/model/cache-dir.ts';
import { MINILM_ROW8 } from '../../../src/node/model/known-models.ts';
import { createThreadEmbedder } from '../../../src/node/thread-embedder.ts';
import { createRuntimeHost } from '../../../src/runtime/local.ts';
import { stampOf } from '../../../worker/embed/models.ts';
import type { RuntimeHost } from '../../../worker/runtime-host.ts';
import { changedRecipes } from '../retrieval/changed-recipes.ts';
import { KeptEmbedder } from '../retrieval/embeddings/kept-embedder.ts';
import { VectorFile } from '../retrieval/embeddings/vector-file.ts';
import type { Group } from '../retrieval/data.ts';
import { measureSet } from '../retrieval/measure.ts';
import type { Figure } from '../retrieval/metrics.ts';
import { DATA } from '../retrieval/paths.ts';
import { aligned, short } from '../retrieval/report/table.ts';
import type { Row } from '../retrieval/rows.ts';
import { mean, quantile } from '../retrieval/statistics.ts';
import { misheard, RATES, readSets, readVocabulary, type Heard } from './sets.ts';
import { wordErrors } from './word-errors.ts';

/** One condition of one set; `scores` has a line a question. */
interface Condition {
  readonly set: string;
  readonly heard: Heard | 'nothing';
  readonly rate: number;
  readonly wordErrors: number;
  readonly scores: readonly (readonly number[])[];
  readonly p50: number;
}

const SHOWN: Readonly<Record<string, readonly Figure[]>> = { 'locomo-turns': ['itemR5', 'itemNdcg'], banking77: ['hit1', 'ndcg'] };

async function openKept(): Promise<KeptEmbedder> {
  const { manifest } = MINILM_ROW8;
  const stamp = stampOf(manifest);
  const kept = await VectorFile.open(join(defaultCacheDir(), 'eval', `speech-${stamp.replaceAll(':', '-')}.vectors`), manifest.dimension);
  const info = { name: manifest.name, dimension: manifest.dimension, stamp, backend: 'kept' };
  return new KeptEmbedder({ info, kept, start: () => createThreadEmbedder() });
}

const textsOf = (groups: readonly Group[], heard: Heard): string[] =>
  groups.flatMap(({ docs, questions }) => (heard === 'questions' ? questions.map(({ query }) => query) : docs.map(({ text = '' }) => text)));

async function measureCondition(host: RuntimeHost, embedder: KeptEmbedder, row: Row, groups: readonly Group[]): Promise<Pick<Condition, 'scores' | 'p50'>> {
  const [result] = await measureSet(groups, [row], {
    host,
    embedder,
    live: false,
    baselines: [],
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  return { scores: result!.scored.map(({ scores }) => SHOWN[row.set]!.map((figure) => scores[figure] ?? Number.NaN)), p50: quantile(result!.ms, 0.5) };
}

async function main(): Promise<void> {
  if (!existsSync(DATA)) return console.log(`There is nothing to measure with: the evaluation data is not at ${DATA}.`);
  const { json, set: changes } = parseArgs({ options: { json: { type: 'string' }, set: { type: 'string', multiple: true, default: [] } } }).values;
  const recipes = changedRecipes([], changes);
  const vocabulary = readVocabulary();
  const embedder = await openKept();
  const host = createRuntimeHost({ embedder, recipes });
  const conditions: Condition[] = [];
  try {
    for (const { row, groups } of await readSets()) {
      conditions.push({ set: row.set, heard: 'nothing', rate: 0, wordErrors: 0, ...(await measureCondition(host, embedder, row, groups)) });
      for (const rate of RATES) {
        for (const heard of rate === 0 ? (['both'] as const) : (['questions', 'records', 'both'] as const)) {
          const noisy = misheard(groups, heard, rate, vocabulary);
          const errors = wordErrors(textsOf(groups, heard), textsOf(noisy, heard));
          conditions.push({ set: row.set, heard, rate, wordErrors: errors, ...(await measureCondition(host, embedder, row, noisy)) });
          console.error(`${row.set}: ${heard} ${rate}`);
        }
      }
    }
  } finally {
    await host.close();
    await embedder.close();
  }
  const head = ['set', 'misheard', 'asked for', 'word errors', 'figures', '', 'p50 ms'];
  const body = conditions.map(({ set, heard, rate, wordErrors: errors, scores, p50 }) => [
    set,
    heard,
    rate.toFixed(2),
    errors.toFixed(3),
    ...SHOWN[set]!.map((figure, i) => `${figure} ${short(mean(scores.map((each) => each[i]!)))}`),
    p50.toFixed(1),
  ]);
  console.log(aligned([head, ...body]));
  if (json) await writeFile(json, JSON.stringify(conditions));
}

await main();
