import { createRequire } from 'node:module';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installLocked } from '../install-locked.ts';

/** The pinned runtime knows nothing of later dates. */
const COMPATIBILITY_DATE = '2026-04-01';

/** What of the package that starts the runtime is used here. */
interface MiniflareModule {
  readonly Miniflare: new (options: object) => { readonly ready: Promise<URL>; getInspectorURL(): Promise<URL>; dispose(): Promise<void> };
}

/** Options of {@link serveEdge}. */
export interface EdgeOptions {
  /** Folder with `worker.js` and what it imports. */
  readonly worker: string;
  /** Folder of `workerd/package.json`, where the runtime is installed when it is not. */
  readonly workerd: string;
  /** Binding → class, for each class of objects. */
  readonly objects: Readonly<Record<string, string>>;
  /** Variables of the worker. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folder of the model, or what answers for one; null: recall goes by words. */
  readonly model: string | ((request: Request) => Promise<Response>) | null;
  /** Folder that objects store in; null: nothing outlives the process. */
  readonly storage: string | null;
  /** Bindings of buckets, kept where the objects are. Default: none. */
  readonly buckets?: readonly string[];
  /** 0 takes a free one. */
  readonly port: number;
  /** Debuggers may attach. Default: none. */
  readonly inspected?: boolean;
}

/** A worker that is being served. */
export interface ServedEdge {
  readonly url: string;
  /** Where debuggers attach; null where none may. */
  readonly inspector: string | null;
  close(): Promise<void>;
}

/** Serves a worker on a loopback port, in the runtime that Cloudflare runs. */
export async function serveEdge({
  worker,
  workerd,
  objects,
  variables,
  model,
  storage,
  buckets = [],
  port,
  inspected = false,
}: EdgeOptions): Promise<ServedEdge> {
  await installLocked(workerd, 'The Workers runtime');
  const { Miniflare } = createRequire(join(workerd, 'package.json'))('miniflare') as MiniflareModule;
  const served = new Miniflare({
    host: '127.0.0.1',
    port,
    ...(inspected ? { inspectorPort: 0 } : {}),
    modules: await modulesOf(worker),
    compatibilityDate: COMPATIBILITY_DATE,
    bindings: variables,
    durableObjects: Object.fromEntries(Object.entries(objects).map(([name, className]) => [name, { className, useSQLite: true }])),
    ...(model === null ? {} : { serviceBindings: { ASSETS: typeof model === 'string' ? { disk: { path: model, writable: false } } : model } }),
    r2Buckets: buckets,
    ...(storage === null ? {} : { durableObjectsPersist: storage, r2Persist: `${storage}-buckets` }),
  });
  const url = (await served.ready).origin;
  return { url, inspector: inspected ? String(await served.getInspectorURL()) : null, close: () => served.dispose() };
}

/** The modules of a folder, the entry first. */
async function modulesOf(folder: string): Promise<object[]> {
  const names = (await readdir(folder)).toSorted((a, b) => Number(b === 'worker.js') - Number(a === 'worker.js'));
  return Promise.all(
    names.map(async (path) => ({
      type: path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
      path,
      contents: Uint8Array.from(await readFile(join(folder, path))),
    })),
  );
}
