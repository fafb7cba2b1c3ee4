import { createRuntime, installLoopback, type Runtime, type SearchResponse } from '../../../src/index.ts';
import { bare } from './bare.ts';
import type { ColdTimes, ProjectionBench, ServedProjection } from './protocol.ts';

const LOOPBACK = 'http://127.0.0.1:7878';
const WORKSPACE = 'bench';
const USER = 'bench';
const SESSION = 'bench';
/** Between two recalls while one waits: asked more often, the runtime would have less of the processor. */
const PAUSE_MS = 25;
/** Nothing takes as long; it only ends what would hang. */
const LIMIT_MS = 60_000;

let runtime: Runtime | undefined;
let uninstall: (() => void) | undefined;
/** Milliseconds of each recall so far. */
const recalls: number[] = [];

async function call<T>(path: string, body?: object): Promise<T> {
  const init = body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
  const response = await fetch(`${LOOPBACK}${path}`, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Asks until `enough` says so. */
async function until(begin: number, query: string, enough: (documents: ReadonlySet<string>) => boolean): Promise<void> {
  while (!enough(await found(query))) {
    if (performance.now() - begin > LIMIT_MS) throw new Error(`Not found within the limit: ${JSON.stringify(await call('/v1/local/stats'))}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function start({ url, apiKey }: ServedProjection): Promise<void> {
  runtime = createRuntime({
    workspaceId: WORKSPACE,
    userId: USER,
    agentId: 'bench',
    modelUrl: new URL('/model/', location.href),
    threads: 1,
    cloudBaseUrl: url,
    getToken: () => apiKey,
  });
  uninstall = installLoopback(runtime);
  await call('/v1/runtime/session/start', { sessionId: SESSION, workspaceId: WORKSPACE, userId: USER });
}

/** Documents of the org lane that a recall finds. */
async function found(query: string): Promise<ReadonlySet<string>> {
  const asked = performance.now();
  const { org } = await call<SearchResponse>('/v1/runtime/search_memory', { sessionId: SESSION, query, intent: 'answer_current_user' });
  recalls.push(performance.now() - asked);
  return new Set(org.map(({ docId }) => docId));
}

const bench: ProjectionBench = {
  bare: (served) => bare(served, WORKSPACE, USER),

  async cold(served): Promise<ColdTimes> {
    const begin = performance.now();
    let lexical = Number.NaN;
    await start(served);
    const started = performance.now() - begin;
    await until(begin, served.query, (documents) => {
      if (Number.isNaN(lexical) && documents.has(served.byWords)) lexical = performance.now() - begin;
      return documents.has(served.byWords) && documents.has(served.byMeaning);
    });
    return { both: performance.now() - begin, started, lexical, recalls };
  },

  async warm(served) {
    const begin = performance.now();
    await start(served);
    await until(begin, served.query, (documents) => documents.has(served.byWords));
    return performance.now() - begin;
  },

  async close() {
    uninstall?.();
    await runtime?.close();
  },
};

window.projectionBench = bench;
