// The models that have a name here, side by side: how well they judge sentence pairs, how large they are, how long they take.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderReader } from '../../../src/node/folder-reader.ts';
import { createProgressBar } from '../../../src/node/model/progress-bar.ts';
import { KNOWN_MODELS } from '../../../src/node/model/known-models.ts';
import { provisionModel } from '../../../src/node/model/provision.ts';
import type { Encoder, LoadedModel, TokenIds } from '../../../worker/embed/encoder.ts';
import { loadFolderModel } from '../../../worker/embed/folder-model.ts';
import { heapBytes, watchHeaps } from './heap.ts';
import { spearman } from './spearman.ts';

interface Pair {
  readonly a: string;
  readonly b: string;
  readonly score: number;
}

interface Open {
  readonly name: string;
  readonly megabytes: number;
  readonly model: LoadedModel;
  readonly encoder: Encoder;
  /** From its files in memory to a session. */
  readonly createMs: number;
}

const STSB = resolve('../shared/eval/stsb/stsb-en-test.jsonl');
const ROUNDS = 60;
const WORD = 2040;

async function open(name: string): Promise<Open> {
  const bar = createProgressBar(process.stderr);
  const { folder, manifest } = await provisionModel({
    model: KNOWN_MODELS[name]!,
    onProgress: ({ stage, ...rest }) => stage === 'verify' || bar.update({ stage, ...rest }),
  });
  bar.close();
  const model = await loadFolderModel(folderReader(folder), { threads: 1 }, () => undefined);
  const start = performance.now();
  const encoder = await model.open('wasm');
  return { name, megabytes: manifest.model.bytes / 1e6, model, encoder, createMs: performance.now() - start };
}

/** A text of so many tokens, the two special ones included. */
const tokens = (count: number): TokenIds => [101, ...Array.from({ length: count - 2 }, (_, i) => WORD + i), 102];

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Turn by turn, so that whatever else the machine does falls on all alike. */
async function times(models: readonly Open[], length: number): Promise<number[]> {
  const all = models.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { encoder }] of models.entries()) {
      const start = performance.now();
      await encoder.encode([tokens(length)]);
      all[i]!.push(performance.now() - start);
    }
  }
  return all.map(median);
}

async function pairsJudged({ model, encoder }: Open, pairs: readonly Pair[]): Promise<number> {
  const vectors = new Map<string, Float32Array>();
  const vectorOf = async (text: string): Promise<Float32Array> => {
    const vector = vectors.get(text) ?? (await encoder.encode([model.tokens(text, 'document')]));
    vectors.set(text, vector);
    return vector;
  };
  const cosines: number[] = [];
  for (const { a, b } of pairs) {
    const [x, y] = [await vectorOf(a), await vectorOf(b)];
    cosines.push(x.reduce((sum, value, i) => sum + value * y[i]!, 0));
  }
  const people = pairs.map(({ score }) => score);
  return spearman(cosines, people);
}

/** In a process of its own: all models of one process are in one heap. */
async function tellHeap(name: string): Promise<void> {
  watchHeaps();
  const { encoder } = await open(name);
  for (const length of [11, 64, 256]) await encoder.encode([tokens(length)]);
  console.log(heapBytes());
}

async function main(): Promise<void> {
  const [flag, one] = process.argv.slice(2);
  if (flag === '--heap' && one !== undefined) return tellHeap(one);
  const models: Open[] = [];
  for (const name of Object.keys(KNOWN_MODELS)) models.push(await open(name));
  const heaps = models.map(({ name }) => Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--heap', name], { encoding: 'utf8' })) / 1e6);
  const [short, long] = [await times(models, 11), await times(models, 64)];
  const text = existsSync(STSB) ? await readFile(STSB, 'utf8') : null;
  const pairs = text
    ?.split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Pair);
  if (!pairs) console.log(`STS-B is left out: it is not at ${STSB}.`);
  console.log('| model | STS-B | MB | session ms | 11 tokens ms | 64 tokens ms | heap MB |\n|---|---|---|---|---|---|---|');
  for (const [i, each] of models.entries()) {
    const rho = pairs ? (await pairsJudged(each, pairs)).toFixed(4) : '—';
    const figures = [each.megabytes, each.createMs, short[i]!, long[i]!, heaps[i]!].map((figure) => figure.toFixed(1));
    console.log(`| ${[each.name, rho, ...figures].join(' | ')} |`);
  }
}

await main();
