/** The page: an app that uses everything, under a policy that lets it do nothing else. With `?words` it goes without the model. */
import { trustOwnScripts } from '../../../demo/policy.ts';
import type { StatsResponse } from '../../../src/contract/local.ts';
import type { SearchResponse } from '../../../src/contract/types.ts';
import { installLoopback } from '../../../src/loopback/fetch.ts';
import { connectServiceWorker } from '../../../src/loopback/service-worker/page.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import type { Task, Told } from '../../blocking/app/tasks.ts';

const IDENTITY = { workspaceId: 'ws', userId: 'anna' };
const PORT = 'http://127.0.0.1:7878';

trustOwnScripts();
const runtime = createRuntime({ ...IDENTITY, modelUrl: location.search === '?words' ? null : '/model/', cloudBaseUrl: '/', agentId: 'agent' });
installLoopback(runtime, { token: 'a token of the app' });

/** As an app calls the contract; another script of the page that has no token is refused. */
async function call(method: string, path: string, body?: object, token = 'a token of the app'): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(PORT + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return response.status < 400 ? ((await response.json()) as unknown) : response.status;
}

/** What a script that asks with XMLHttpRequest is told, which passes the page's fetch by: only a service worker answers it. */
function xhr(path: string): Promise<string> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('GET', PORT + path);
    request.addEventListener('loadend', () => resolve(request.responseText));
    request.send();
  });
}

function inWorker(task: Task): Promise<Told> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./blocking.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      worker.terminate();
      resolve(data);
    });
    worker.addEventListener('error', (event) => reject(new Error(event.message)));
    worker.postMessage(task);
  });
}

/** Everything that any script of this origin finds in its databases. */
async function readDatabases(): Promise<string> {
  const told: unknown[] = [];
  for (const { name = '' } of await indexedDB.databases()) {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name);
      request.addEventListener('success', () => resolve(request.result));
    });
    for (const table of database.objectStoreNames)
      told.push(
        await new Promise((resolve) => {
          const request = database.transaction(table).objectStore(table).getAll();
          request.addEventListener('success', () => resolve(request.result));
        }),
      );
    database.close();
  }
  return JSON.stringify(told);
}

export interface App {
  readonly call: typeof call;
  readonly xhr: typeof xhr;
  readonly inWorker: typeof inWorker;
  readonly readDatabases: typeof readDatabases;
  serve(): Promise<void>;
  search(query: string): Promise<SearchResponse>;
  stats(): Promise<StatsResponse>;
}

const strictApp: App = {
  call,
  xhr,
  inWorker,
  readDatabases,
  serve: async () => {
    await navigator.serviceWorker.register('/sw.js');
    await navigator.serviceWorker.ready;
    connectServiceWorker(runtime);
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  },
  search: (query) => call('POST', '/v1/runtime/search_memory', { sessionId: 'call', query, timeoutMs: 20_000 }) as Promise<SearchResponse>,
  stats: () => runtime.stats(),
};
Object.assign(globalThis, { strictApp });
