import { createRequire } from 'node:module';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { workerConfig } from '../../../demo/edge/build/worker-config.ts';
import { installLocked } from '../../support/install-locked.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const WORKERD = path('../../../demo/edge/workerd/');

interface MiniflareModule {
  readonly Miniflare: new (options: object) => { readonly ready: Promise<URL>; dispose(): Promise<void> };
}

export const installAgents = (): Promise<void> => installLocked(path('./'), "Cloudflare's package for agents");

/** Starts real workerd with the agent of these tests in it, and the objects that are its callers' memory. */
export async function startAgents(): Promise<{ readonly url: string; close(): Promise<void> }> {
  await Promise.all([installAgents(), installLocked(WORKERD, 'The Workers runtime')]);
  const { Miniflare } = createRequire(join(WORKERD, 'package.json'))('miniflare') as MiniflareModule;
  const folder = await mkdtemp(join(tmpdir(), 'memoair-agents-'));
  try {
    const { build: options, ...config } = workerConfig(path('worker/worker.ts'), folder);
    const rolldownOptions = { ...options?.rolldownOptions, external: /^(cloudflare|node):/ };
    await build({ ...config, logLevel: 'error', build: { ...options, rolldownOptions } });
    const names = (await readdir(folder)).toSorted((a, b) => Number(b === 'worker.js') - Number(a === 'worker.js'));
    const modules = names.map(async (name) => ({
      type: name.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
      path: name,
      contents: Uint8Array.from(await readFile(join(folder, name))),
    }));
    const objects = { MEMORY: 'MemoryObject', ORG: 'OrgObject', Assistant: 'Assistant' };
    const served = new Miniflare({
      host: '127.0.0.1',
      modules: await Promise.all(modules),
      compatibilityDate: '2026-04-01',
      // the package imports modules of Node's
      compatibilityFlags: ['nodejs_compat'],
      durableObjects: Object.fromEntries(Object.entries(objects).map(([name, className]) => [name, { className, useSQLite: true }])),
    });
    return { url: (await served.ready).origin, close: () => served.dispose() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
