import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { workerConfig } from '../../demo/edge/build/worker-config.ts';
import { serveEdge, type EdgeOptions, type ServedEdge } from '../../demo/edge/serve.ts';

export const TOKEN = 'a token of tests';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Real workerd with the worker of these tests in it. */
export type Workerd = ServedEdge;

/** What a test starts otherwise. */
export interface WorkerdOptions extends Partial<Pick<EdgeOptions, 'variables' | 'model' | 'storage' | 'inspected' | 'objects' | 'buckets'>> {
  /** The worker's module, in `worker/`. Default `main.ts`. */
  readonly entry?: string;
}

/** Starts it; nothing that its objects store is kept, unless a folder is given. */
export async function startWorkerd({ entry = 'main.ts', ...options }: WorkerdOptions = {}): Promise<Workerd> {
  const worker = await mkdtemp(join(tmpdir(), 'memoair-edge-'));
  try {
    await build({ ...workerConfig(path(`worker/${entry}`), worker), logLevel: 'error' });
    return await serveEdge({
      worker,
      workerd: path('../../demo/edge/workerd'),
      objects: { MEMORY: 'MemoryObject', ORG: 'OrgObject', STORES: 'StoreObject' },
      model: null,
      storage: null,
      port: 0,
      ...options,
      variables: { EDGE_DEV_TOKEN: TOKEN, ...options.variables },
    });
  } finally {
    await rm(worker, { recursive: true, force: true });
  }
}
