import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { serveEdge } from '../../../demo/edge/serve.ts';
import { heapOf, type IsolateHeap } from '../../support/isolate-heap.ts';
import { runCommand } from '../host/command.ts';
import { BUILT, ROOT } from '../host/paths.ts';

const WORKERD = resolve(ROOT, 'demo/edge/workerd');
/** Clock ticks a second, as Linux reports them to processes. */
const TICKS = 100;

/** Real workerd with one isolate in it, watched from outside. */
export interface Isolate {
  readonly url: string;
  /** What it holds after garbage was collected: see {@link heapOf}. */
  heap(work: () => Promise<unknown>): Promise<IsolateHeap>;
  /** Milliseconds that the process has computed; null where the system does not tell. */
  cpuMs(): Promise<number | null>;
  close(): Promise<void>;
}

export async function buildWorker(signal: AbortSignal): Promise<void> {
  const vite = resolve(ROOT, 'node_modules/vite/bin/vite.js');
  await runCommand(process.execPath, [vite, 'build', '--config', 'test/bench/edge/vite.config.ts', '--logLevel', 'error'], { cwd: ROOT, signal });
}

/** `model`: its folder, or null: recall goes by words. `variables`: of the worker. */
export async function openIsolate(model: string | null, storage: string, variables: Readonly<Record<string, string>> = {}): Promise<Isolate> {
  const before = await children();
  const edge = await serveEdge({
    worker: resolve(BUILT, 'edge'),
    workerd: WORKERD,
    objects: { MEMORY: 'MemoryObject', ORG: 'OrgObject' },
    variables,
    model,
    storage,
    port: 0,
    inspected: true,
  });
  const started = (await children()).filter((pid) => !before.includes(pid));
  return {
    url: edge.url,
    heap: (work) => heapOf(edge.inspector!, WORKERD, work),
    cpuMs: async () => {
      const spent = await Promise.all(started.map(cpuOf));
      return spent.length === 0 ? null : spent.reduce((sum, ms) => sum + ms, 0);
    },
    close: () => edge.close(),
  };
}

/** Processes that this one has started. */
async function children(): Promise<string[]> {
  const threads = await readdir('/proc/self/task').catch(() => []);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/self/task/${thread}/children`, 'utf8').catch(() => '')));
  return lists.flatMap((list) => list.split(' ').filter(Boolean));
}

async function cpuOf(pid: string): Promise<number> {
  // the name, which stands in brackets, may hold anything
  const [user, system] = (await readFile(`/proc/${pid}/stat`, 'utf8'))
    .replace(/^.*\) /s, '')
    .split(' ')
    .slice(11, 13);
  return ((Number(user) + Number(system)) * 1000) / TICKS;
}
