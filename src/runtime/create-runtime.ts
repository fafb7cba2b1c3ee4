import type { Bearer } from '../contract/protocol.ts';
import type { Runtime } from '../contract/runtime.ts';
import { embedderOptionsOf } from './embedder-options.ts';
import { EmbedderWorker } from './embedder-worker.ts';
import { warnOfKeyInPage } from './key-in-page.ts';
import { MemoryWorker } from './memory-worker.ts';
import { assertOptions, type RuntimeOptions } from './options.ts';
import { watchPage } from './page-life.ts';
import { PageLine } from './page-line.ts';
import { RemoteRuntime } from './remote.ts';
import { startEmbedderWorker, startMemoryWorker } from './workers.ts';

/** Workers of this page, by what makes them one and the same. */
const workers = new Map<string, MemoryWorker>();

/**
 * Starts a runtime for one user in the Web Worker of this page. It is usable at once: calls wait until the store is open, recalls go
 * by words until the model is loaded.
 *
 * @throws RuntimeError (`runtime.bad_request`) when workspaceId or userId is empty, or another option is of the wrong kind.
 * @example
 * ```ts
 * import { createRuntime, installLoopback } from 'memoair-web';
 *
 * installLoopback(createRuntime({ workspaceId: 'ws_123', userId: 'user_42' }));
 * const health = await fetch('http://127.0.0.1:7878/v1/runtime/health').then((response) => response.json());
 * ```
 */
export function createRuntime(options: RuntimeOptions): Runtime {
  assertOptions(options);
  const identity = { workspaceId: options.workspaceId, userId: options.userId };
  const { storage = 'auto', cloudBaseUrl = '', agentId = null, onIncident = () => undefined, encryption } = options;
  const bearer = bearerOf(options);
  if (options.apiKey !== undefined && !options.getToken) warnOfKeyInPage();
  const progress = options.onSync !== undefined;
  const cloud = cloudBaseUrl === '' ? null : { baseUrl: new URL(cloudBaseUrl, location.href).href, agentId, bearer: bearer !== null, progress };
  return new RemoteRuntime(sharedWorker(options), {
    options: {
      identity,
      storage,
      cloud,
      embeddings: options.modelUrl !== null,
      extractor: options.extractor !== undefined,
      encryption: encryption !== undefined,
    },
    page: new PageLine({
      bearer: bearer ?? nobody,
      onSync: options.onSync ?? (() => undefined),
      extractor: options.extractor,
      unlock: encryption ? async () => (await import('./key-material.ts')).unlockOf(encryption) : nobody,
    }),
    onIncident,
  });
}

const nobody = (): Promise<never> => Promise.reject(new Error('The page was given no key.'));

/** What calls to the cloud are let in by: a token that is used until it is refused, or a key. Calls at once wait for one token. */
function bearerOf({ getToken, apiKey }: RuntimeOptions): Bearer | null {
  if (!getToken) return apiKey === undefined ? null : async () => apiKey;
  let token: Promise<string> | null = null;
  let asking = false;
  const ask = async (): Promise<string> => {
    asking = true;
    try {
      // in a later breath: what throws at once would be over before it is kept as the token
      const given: unknown = await Promise.resolve().then(getToken);
      // what can never be sent can never be refused either
      if (typeof given !== 'string' || !/^[\u0021-\u007e]+$/.test(given)) token = null;
      return given as string;
    } catch (thrown) {
      token = null;
      throw thrown;
    } finally {
      asking = false;
    }
  };
  return (fresh) => (token === null || (fresh && !asking) ? (token = ask()) : token);
}

/** The worker that this runtime shares with all of the page that want the same script and model. */
function sharedWorker(options: RuntimeOptions): MemoryWorker {
  const workerUrl = options.workerUrl === undefined ? undefined : new URL(options.workerUrl, location.href);
  const embedder = options.modelUrl === null ? null : embedderOptionsOf(options);
  const key = JSON.stringify([workerUrl?.href, embedder]);
  const known = workers.get(key);
  if (known) return known;
  const model =
    embedder &&
    new EmbedderWorker(
      () => startEmbedderWorker(workerUrl),
      embedder,
      // with more cores neither is in the other's way
      navigator.hardwareConcurrency > 2 ? undefined : { spawn: () => worker.up(), load: () => worker.settled() },
    );
  const worker: MemoryWorker = new MemoryWorker(
    { persisted, watchPage, spawn: () => startMemoryWorker(workerUrl), connectEmbedder: model && ((attach) => model.connect(attach)) },
    () => workers.delete(key),
  );
  workers.set(key, worker);
  return worker;
}

/**
 * Asks that this origin's data be kept under storage pressure; only a page can ask. Some browsers ask the person, so
 * nothing waits for the answer.
 */
async function persisted(): Promise<boolean> {
  const { storage } = navigator as { storage?: StorageManager };
  return (await storage?.persist?.()) ?? false;
}
