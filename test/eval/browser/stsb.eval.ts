import { commands } from 'vitest/browser';
import { expect, it } from 'vitest';
import { EmbedderWorker } from '../../../src/runtime/embedder-worker.ts';
import { startEmbedderWorker } from '../../../src/runtime/workers.ts';
import { LinkedEmbedder, lineOver } from '../../../worker/embed/link.ts';

interface Pair {
  readonly a: string;
  readonly b: string;
  readonly score: number;
}

/** Spearman's rank correlation, ties by their mean rank. */
function spearman(x: readonly number[], y: readonly number[]): number {
  const ranks = (values: readonly number[]): number[] => {
    const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
    const out: number[] = [];
    for (let from = 0; from < order.length;) {
      let to = from;
      while (to < order.length && order[to]!.value === order[from]!.value) to++;
      for (let k = from; k < to; k++) out[order[k]!.i] = (from + to - 1) / 2;
      from = to;
    }
    return out;
  };
  const [a, b] = [ranks(x), ranks(y)];
  const mean = (a.length - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - mean) * (b[i]! - mean);
    aa += (a[i]! - mean) ** 2;
    bb += (b[i]! - mean) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

it('the model in the worker scores sentence pairs as people do (STS-B Spearman ≥ .81)', async () => {
  const pairs = (await commands.readShared('stsb/stsb-en-test.jsonl'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Pair);
  const linked = new LinkedEmbedder();
  const worker = new EmbedderWorker(() => startEmbedderWorker(undefined), {
    model: { url: new URL('/model/', location.href).href },
    device: 'wasm',
    threads: 1,
  });
  const { letGo } = worker.connect((port) => linked.relay(port && lineOver(port)));
  const texts = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))];
  const vectors = new Map<string, Float32Array>();
  const start = performance.now();
  for (let i = 0; i < texts.length; i += 32) {
    const batch = texts.slice(i, i + 32);
    (await linked.embed(batch, { priority: 'document' })).forEach((vector, n) => vectors.set(batch[n]!, vector));
  }
  const seconds = (performance.now() - start) / 1000;
  const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const rho = spearman(
    pairs.map(({ a, b }) => cosine(vectors.get(a)!, vectors.get(b)!)),
    pairs.map(({ score }) => score),
  );
  console.log(`STS-B: ${pairs.length} pairs, Spearman ${rho.toFixed(4)}; ${texts.length} texts in ${seconds.toFixed(1)} s`);
  letGo();
  expect(rho).toBeGreaterThanOrEqual(0.81);
}, 600_000);
