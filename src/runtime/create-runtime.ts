import type { Runtime } from '../contract/runtime.ts';
import { embedderOptionsOf } from './embedder-options.ts';
import { EmbedderWorker } from './embedder-worker.ts';
import { assertOptions, type RuntimeOptions } from './options.ts';
import { RemoteRuntime } from './remote.ts';
import { startEmbedderWorker, startMemoryWorker } from './workers.ts';

/** Models of this page, by what makes them one and the same. */
const embedders = new Map<string, EmbedderWorker>();

/**
 * Starts a runtime for one user in a Web Worker. It is usable at once: calls wait until the store is open, recalls go
 * by words until the model is loaded.
 *
 * @throws RuntimeError (`runtime.bad_request`) when workspaceId or userId is empty.
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
  const workerUrl = options.workerUrl === undefined ? undefined : new URL(options.workerUrl, location.href);
  const identity = { workspaceId: options.workspaceId, userId: options.userId };
  const embedder = options.modelUrl === null ? null : sharedEmbedder(options, workerUrl);
  return new RemoteRuntime({
    identity,
    open: { identity, storage: options.storage ?? 'auto', cloud: (options.cloudBaseUrl ?? '') !== '', embeddings: embedder !== null },
    persisted,
    spawn: () => startMemoryWorker(workerUrl),
    connectEmbedder: embedder && ((attach) => embedder.connect(attach)),
    onIncident: options.onIncident ?? (() => undefined),
  });
}

function sharedEmbedder(options: RuntimeOptions, workerUrl: URL | undefined): EmbedderWorker {
  const embedderOptions = embedderOptionsOf(options);
  const key = JSON.stringify([workerUrl?.href, embedderOptions]);
  let embedder = embedders.get(key);
  if (!embedder) embedders.set(key, (embedder = new EmbedderWorker(() => startEmbedderWorker(workerUrl), embedderOptions)));
  return embedder;
}

/**
 * Asks that this origin's data be kept under storage pressure; only a page can ask. Some browsers ask the person, so
 * nothing waits for the answer.
 */
async function persisted(): Promise<boolean> {
  const { storage } = navigator as { storage?: StorageManager };
  return (await storage?.persist?.()) ?? false;
}
