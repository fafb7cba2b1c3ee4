import { spawnWorker } from './spawn.ts';

// Bundlers find a worker by this very form, with a literal name; both roles are one script.

export function startMemoryWorker(url: URL | undefined): Worker {
  return url ? spawnWorker(url, 'memoair-memory') : new Worker(new URL('../../worker/main.ts', import.meta.url), { type: 'module', name: 'memoair-memory' });
}

export function startEmbedderWorker(url: URL | undefined): Worker {
  return url
    ? spawnWorker(url, 'memoair-embedder')
    : new Worker(new URL('../../worker/main.ts', import.meta.url), { type: 'module', name: 'memoair-embedder' });
}
