import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, mergeConfig } from 'vite';
import { workerConfig } from '../../../demo/edge/build/worker-config.ts';
import { serveEdge, type EdgeOptions, type ServedEdge } from '../../../demo/edge/serve.ts';
import { KEY, SECRET } from '../../cloud/keys.ts';
import type { ModelTold } from './told.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** A cloud in real workerd. */
export class CloudWorkerd {
  readonly url: string;
  readonly close: () => Promise<void>;

  constructor(served: ServedEdge) {
    this.url = served.url;
    this.close = () => served.close();
  }

  /** How many objects were started, in this or a former life. */
  async started(): Promise<number> {
    return Number(await (await fetch(`${this.url}/test/started`)).text());
  }

  /** What went wrong inside, so far. */
  async faults(): Promise<unknown> {
    return (await fetch(`${this.url}/test/faults`)).json();
  }

  /** Tells the model what to do. Asks no object. */
  async model(told: Partial<ModelTold> = {}): Promise<ModelTold> {
    return (await (await fetch(`${this.url}/test/model`, { method: 'POST', body: JSON.stringify(told) })).json()) as ModelTold;
  }
}

/** Starts it, on its own or with the model in a folder; nothing that its objects store is kept, unless a folder is given. */
export async function startCloudWorkerd(options: Partial<Pick<EdgeOptions, 'storage' | 'model'>> = {}): Promise<CloudWorkerd> {
  const withModel = typeof options.model === 'string';
  const worker = await mkdtemp(join(tmpdir(), 'memoair-edge-cloud-'));
  try {
    const alias = { vitest: path('worker/vitest-in-workerd.ts') };
    await build(mergeConfig(workerConfig(path(withModel ? 'worker/with-model.ts' : 'worker/main.ts'), worker), { logLevel: 'error', resolve: { alias } }));
    return new CloudWorkerd(
      await serveEdge({
        worker,
        workerd: path('../../../demo/edge/workerd'),
        objects: { CLOUD: 'CloudObject', ...(withModel ? {} : { CASES: 'CasesObject' }) },
        variables: { MEMOAIR_CLOUD_API_KEY: KEY, MEMOAIR_TOKEN_SECRET: SECRET },
        model: null,
        storage: null,
        port: 0,
        ...options,
      }),
    );
  } finally {
    await rm(worker, { recursive: true, force: true });
  }
}
