import { vi } from 'vitest';

/** Every worker of that name that is started from now on, so that a test can kill it. Undone by `vi.unstubAllGlobals()`. */
export function recordWorkers(name: 'memoair-memory' | 'memoair-embedder'): Worker[] {
  const workers: Worker[] = [];
  const Real = globalThis.Worker;
  vi.stubGlobal(
    'Worker',
    class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (options?.name === name) workers.push(this);
      }
    },
  );
  return workers;
}
