import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KNOWN_MODELS, type KnownModel } from '../../../src/node/model/known-models.ts';
import { provisionModel } from '../../../src/node/model/provision.ts';
import { createThreadEmbedder } from '../../../src/node/thread-embedder.ts';
import { createRuntimeHost } from '../../../src/runtime/local.ts';
import type { Recipes } from '../../../worker/search/recipes.ts';
import { createProgress, type Progress } from '../../bench/report/progress.ts';
import type { Baseline } from './baselines/baseline.ts';
import { bm25 } from './baselines/bm25.ts';
import { dense } from './baselines/dense.ts';
import { miniSearch } from './baselines/minisearch.ts';
import { changedRecipes } from './changed-recipes.ts';
import { readSet } from './data.ts';
import type { KeptEmbedder } from './embeddings/kept-embedder.ts';
import { openEmbedder } from './embeddings/open.ts';
import { groupBy } from './group-by.ts';
import { measureSet, type RowResult } from './measure.ts';
import { parseOptions, USAGE, type Options } from './options.ts';
import { DATA } from './paths.ts';
import { differences, perQueryLines } from './report/per-query.ts';
import { figureTable, summarise, targetTable } from './report/table.ts';
import { ROWS, type Row } from './rows.ts';

function chosen({ only }: Options): readonly Row[] {
  const unknown = only.filter((name) => !ROWS.some(({ id, set }) => name === id || name === set));
  if (unknown.length > 0) throw new TypeError(`There is no row ${unknown.join(', ')}. There are ${ROWS.map(({ id }) => id).join(', ')}.`);
  return ROWS.filter(({ id, set }) => only.length === 0 || only.includes(id) || only.includes(set));
}

function knownModel({ model: name }: Options): KnownModel {
  const model = KNOWN_MODELS[name];
  if (!model) throw new TypeError(`There is no model ${name}. There are ${Object.keys(KNOWN_MODELS).join(', ')}.`);
  return model;
}

async function baselines(embedder: KeptEmbedder, progress: Progress): Promise<Baseline[]> {
  const others = [bm25, dense(embedder)];
  try {
    return [await miniSearch(), ...others];
  } catch (thrown) {
    progress.print(`MiniSearch is left out: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    return others;
  }
}

async function measure({ options, rows, model, recipes }: Asked, signal: AbortSignal, progress: Progress): Promise<RowResult[]> {
  let doing = '';
  const say = (text: string): void => progress.say((doing = text));
  const embedder = await openEmbedder(model, {
    signal,
    start: () => {
      progress.say('the model is loaded');
      return createThreadEmbedder({ model: options.model });
    },
    onComputed: (total) => total % 256 === 0 && progress.say(`${doing} (${total} vectors computed)`),
  });
  const host = createRuntimeHost({ embedder, recipes });
  try {
    const others = options.baselines ? await baselines(embedder, progress) : [];
    const results: RowResult[] = [];
    for (const [set, ways] of groupBy(rows, (row) => row.set)) {
      signal.throwIfAborted();
      const groups = await readSet(join(DATA, set), options.limit > 0 ? { questions: options.limit } : {});
      results.push(...(await measureSet(groups, ways, { host, embedder, live: options.live, baselines: others, signal, progress: say })));
    }
    const { computed, read } = embedder.counts;
    progress.print(
      `${computed} vectors were computed, ${read} read from the cache.${options.live ? '' : ' Search times do without the model where vectors are read.'}\n`,
    );
    return results;
  } finally {
    await host.close();
  }
}

async function report(options: Options, results: readonly RowResult[], progress: Progress): Promise<void> {
  const summaries = results.map(summarise);
  progress.print(`${figureTable(summaries)}\n\n${targetTable(summaries)}\n`);
  if (options.against) progress.print(`${differences(results, await readFile(options.against, 'utf8'))}\n`);
  const { model, without, set, limit } = options;
  if (options.json) await writeFile(options.json, `${JSON.stringify({ model, without, set, limit, rows: summaries }, null, 2)}\n`);
  if (options.perQuery) await writeFile(options.perQuery, perQueryLines(results));
}

interface Asked {
  readonly options: Options;
  readonly rows: readonly Row[];
  readonly model: KnownModel;
  readonly recipes: Recipes;
}

/** Null when there is nothing more to do than to say why. */
function asked(): Asked | null {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === 'help') console.log(USAGE);
    else return { options, rows: chosen(options), model: knownModel(options), recipes: changedRecipes(options.without, options.set) };
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${USAGE}`);
    process.exitCode = 2;
  }
  return null;
}

async function main(): Promise<void> {
  const run = asked();
  if (!run) return;
  if (!existsSync(DATA)) return console.log(`There is nothing to measure with: the evaluation data is not at ${DATA}.`);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const progress = createProgress(Date.now());
  try {
    await provisionModel({ model: run.model, signal: stop.signal });
    await report(run.options, await measure(run, stop.signal, progress), progress);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    progress.print('stopped');
    process.exitCode = 130;
  }
}

await main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
