import { createRuntime, installLoopback, type Runtime, type SearchResponse, type StatsResponse } from '../../../src/index.ts';
import { parseManifest, stampOf, type ModelManifest } from '../../../worker/embed/models.ts';
import { makeDataset } from '../data/dataset.ts';
import { startBare, type Bare } from './bare.ts';
import type { RecallTimes, RuntimeBench } from './protocol.ts';
import { seed, USER, WORKSPACE } from './seed.ts';

const LOOPBACK = 'http://127.0.0.1:7878';
const MODEL_URL = new URL('/model/', location.href).href;
const SESSION = 'bench';
const QUERIES = 2_000;
const BETWEEN_TURNS_MS = 50;
/** Recalls and bare passes come in blocks: two models in turn would put each other out of the processor's cache, as no page does. */
const BLOCK = 25;

let runtime: Runtime | undefined;
let uninstall: (() => void) | undefined;
let bare: Bare | undefined;
let asked = 0;
const queries = makeDataset({ size: 20_000, queries: QUERIES, vectors: false }).queries.map(({ text }) => text);
/** A query that was not asked before. */
const nextQuery = (): string => {
  const round = Math.floor(asked / QUERIES);
  const query = queries[asked++ % QUERIES]!;
  return round === 0 ? query : `${query} ${round}`;
};

const manifest = async (): Promise<ModelManifest> => parseManifest(await (await fetch(`${MODEL_URL}manifest.json`)).json());

async function call<T>(path: string, body?: object): Promise<T> {
  const init = body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  const response = await fetch(`${LOOPBACK}${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const recall = (query: string): Promise<SearchResponse> =>
  call('/v1/runtime/search_memory', { sessionId: SESSION, query, intent: 'answer_current_user', includeSources: true });

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const begin = performance.now();
  const value = await work();
  return { ms: performance.now() - begin, value };
}

async function startBareModel(threads: number): Promise<{ readonly worker: Bare; readonly ms: number }> {
  const { model, tokenizer, maxTokens } = await manifest();
  const worker = startBare();
  const { ms } = await timed(() => worker.ask({ kind: 'model', modelUrl: MODEL_URL, model: model.file, tokenizer: tokenizer.file, maxTokens, threads }));
  return { worker, ms };
}

const bench: RuntimeBench = {
  async seed(size) {
    await seed({ ...size, stamp: stampOf(await manifest()) });
  },

  async open(threads) {
    const begin = performance.now();
    runtime = createRuntime({ workspaceId: WORKSPACE, userId: USER, modelUrl: MODEL_URL, threads });
    uninstall = installLoopback(runtime);
    await call('/v1/runtime/session/start', { sessionId: SESSION, workspaceId: WORKSPACE, userId: USER });
    let first = Number.NaN;
    while (Number.isNaN(first)) {
      if (!(await recall(nextQuery())).trace.degraded) first = performance.now() - begin;
      // asked without a pause, the runtime would have less of the processor to start with
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (;;) {
      const { pendingEmbeddings } = await call<StatsResponse>('/v1/local/stats');
      if (pendingEmbeddings === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    bare = (await startBareModel(threads)).worker;
    return first;
  },

  async recalls(count) {
    const times: RecallTimes & { degraded: number } = { recall: [], bare: [], engine: [], embed: [], compose: [], degraded: 0 };
    for (let from = 0; from < count; from += BLOCK) {
      const block = Array.from({ length: Math.min(BLOCK, count - from) }, nextQuery);
      for (const query of block) times.bare.push(await bare!.ask({ kind: 'forward', text: query }));
      for (const query of block) {
        const { ms, value } = await timed(() => recall(query));
        times.recall.push(ms);
        times.engine.push(value.trace.totalMs);
        times.embed.push(value.trace.embedMs);
        times.compose.push(value.trace.composeMs);
        if (value.trace.degraded) times.degraded++;
      }
    }
    return times;
  },

  async hinted(count) {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const query = nextQuery();
      await call('/v1/local/hint', { sessionId: SESSION, query });
      times.push((await timed(() => recall(query))).ms);
    }
    return times;
  },

  async turns(count) {
    const acknowledged: number[] = [];
    const bareTimes: number[] = [];
    for (let i = 0; i < count; i++) {
      const turn = { sessionId: SESSION, turnId: `turn-${i}`, userText: nextQuery(), assistantText: nextQuery() };
      bareTimes.push(await bare!.ask({ kind: 'transaction', row: turn }));
      acknowledged.push((await timed(() => call('/v1/runtime/turn/after', turn))).ms);
      // people speak slower than the model embeds
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_TURNS_MS));
    }
    return { acknowledged, bare: bareTimes };
  },

  async onlyRecalls(count) {
    performance.mark('recalls-begin');
    for (let i = 0; i < count; i++) await recall(nextQuery());
    performance.mark('recalls-end');
  },

  async bareStart(threads) {
    const begin = performance.now();
    const { worker } = await startBareModel(threads);
    await worker.ask({ kind: 'read', names: [`memoair-web/user/${WORKSPACE}/${USER}`, `memoair-web/org/${WORKSPACE}`] });
    const ms = performance.now() - begin;
    worker.end();
    return ms;
  },

  async close() {
    uninstall?.();
    bare?.end();
    await runtime?.close();
  },
};

window.runtimeBench = bench;
