import { createRuntime, installLoopback, type SearchResponse } from '../../../src/index.ts';
import { parseManifest, stampOf } from '../../../worker/embed/models.ts';
import { makeDataset } from '../../bench/data/dataset.ts';
import { seed, USER, WORKSPACE } from '../../bench/runtime/seed.ts';
import type { PhoneBench } from './protocol.ts';

const MODEL_URL = new URL('/model/', location.href).href;
const SESSION = 'phone';
/** People speak slower than the model embeds. */
const BETWEEN_TURNS_MS = 100;
const SPIN = 'for (var passes = 0, until = performance.now() + 300; performance.now() < until; passes++);';

async function call<T>(path: string, body: object): Promise<T> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`http://127.0.0.1:7878/v1/runtime/${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const recall = (query: string): Promise<SearchResponse> => call('search_memory', { sessionId: SESSION, query });
const say = (turnId: string, userText: string): Promise<unknown> => call('turn/after', { sessionId: SESSION, turnId, userText, assistantText: 'I see.' });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function spinHere(): number {
  let passes = 0;
  for (const until = performance.now() + 300; performance.now() < until; passes++);
  return passes;
}

function spinInWorker(): Promise<number> {
  const url = URL.createObjectURL(new Blob([`${SPIN} postMessage(passes);`], { type: 'text/javascript' }));
  return new Promise((resolve) => new Worker(url).addEventListener('message', ({ data }: MessageEvent<number>) => resolve(data)));
}

const bench: PhoneBench = {
  spin: async () => ({ page: spinHere(), worker: await spinInWorker() }),

  async seed(items) {
    const manifest = parseManifest(await (await fetch(`${MODEL_URL}manifest.json`)).json());
    await seed({ permanent: items, org: 0, stamp: stampOf(manifest) });
  },

  async visit({ recalls, turns, fresh }) {
    const questions = makeDataset({ size: 20_000, queries: recalls + 1_000, vectors: false }).queries.map(({ text }) => text);
    const begin = performance.now();
    const runtime = createRuntime({ workspaceId: WORKSPACE, userId: USER, modelUrl: MODEL_URL });
    const uninstall = installLoopback(runtime);
    await call('session/start', { sessionId: SESSION, workspaceId: WORKSPACE, userId: USER });
    if (fresh) await say('first', 'I left the spare key with the gardener.');
    let byWords = Number.NaN;
    let byMeaning = Number.NaN;
    while (Number.isNaN(byMeaning)) {
      const { contextText, trace } = await recall(`who has the spare key? ${questions.pop()!}`);
      const at = performance.now() - begin;
      if (contextText !== '' && Number.isNaN(byWords)) byWords = at;
      if (!trace.degraded) byMeaning = at;
      else await pause(10);
    }
    let degraded = 0;
    const recallTimes: number[] = [];
    for (const question of questions.slice(0, recalls))
      recallTimes.push(await timed(async () => (degraded += (await recall(question)).trace.degraded ? 1 : 0)));
    const turnTimes: number[] = [];
    for (let n = 0; n < turns; n++) {
      turnTimes.push(await timed(() => say(`turn-${n}`, questions[n]!)));
      await pause(BETWEEN_TURNS_MS);
    }
    uninstall();
    await runtime.close();
    return { byWords, byMeaning, recalls: recallTimes, degraded, turns: turnTimes };
  },
};

window.phoneBench = bench;
