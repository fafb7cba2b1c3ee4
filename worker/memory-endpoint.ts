import type { SyncProgress } from '../src/contract/local.ts';
import { settle, type MemoryEndpoint, type OpenOptions, type Outcome, type PageEndpoint, type RuntimeMethod } from '../src/contract/protocol.ts';
import { RuntimeError } from '../src/contract/errors.ts';
import type { CallOptions } from '../src/contract/runtime.ts';
import { uuid } from '../src/contract/uuid.ts';
import { loadKernel } from '../wasm/kernel.ts';
import { systemClock } from './clock.ts';
import { LinkedEmbedder, lineOver } from './embed/link.ts';
import { extractLazily, warmUpLazily } from './extract/lazily.ts';
import { pageExtractor } from './extract/page-extractor.ts';
import { Incidents } from './incidents.ts';
import { holdLifeLock } from './life-lock.ts';
import type { MemoryRuntime } from './memory-runtime.ts';
import { virtualPaths } from './paths.ts';
import { RuntimeHost } from './runtime-host.ts';
import { VectorArena } from './search/vectors/arena.ts';
import { spawnScanThread } from './spawn-scan-thread.ts';
import { browserStores, type AskForKey } from './store/browser-stores.ts';
import { StoreKeyError } from './store/store-errors.ts';
import type { CloudTarget } from './sync/cloud-target.ts';

/** The cloud as the page describes it. What the page is told it need not answer. */
function targetOf({ baseUrl, agentId, bearer, progress }: NonNullable<OpenOptions['cloud']>, page: PageEndpoint): CloudTarget {
  return {
    baseUrl,
    agentId,
    credentials: bearer ? { bearer: () => page.bearer(false), refresh: () => page.bearer(true) } : null,
    onParting: (letter) => page.parting(letter),
    locks: { request: (name, options, held) => underLock(page, name, options, held) },
    ...(progress ? { onProgress: (news: SyncProgress) => page.synced(news) } : {}),
  };
}

/** As a worker's own locks would do it; but a lock that the page holds is free in the moment in which the page is left. */
async function underLock(page: PageEndpoint, name: string, { signal }: LockOptions, held: () => Promise<void>): Promise<void> {
  let asked = true;
  const letGo = (): void => {
    // once: the next to ask may be this worker
    if (asked) page.letGo();
    asked = false;
  };
  signal?.addEventListener('abort', letGo, { once: true });
  await page.lock(name);
  await held().finally(letGo);
}

/** Its code is loaded by those who use it. */
function keyOf({ identity }: OpenOptions, page: PageEndpoint, incidents: Incidents): AskForKey {
  return async () => {
    // what the app's own function throws may tell what it knows
    const unlock = await page.unlock().catch(() => Promise.reject(new StoreKeyError(NO_KEY)));
    const { openEncrypted } = await import('./store/encrypted/open-encrypted.ts');
    return (store) => openEncrypted({ store, identity, source: { read: async () => unlock }, onIncident: (what) => incidents.note(what) });
  };
}

const NO_KEY =
  'The app gave no key: its function failed or gave fewer than 16 bytes, or the page lacks WebCrypto, which is there over https and on localhost alone.';

/** Methods of the runtime by name, as a call from the page asks for them. */
type Verb = (request: unknown, options: CallOptions) => Promise<unknown>;

/** The memory worker's side of the protocol: all runtimes of a page, by number; their calls by id. */
export function createMemoryEndpoint(): MemoryEndpoint {
  const embedder = new LinkedEmbedder();
  const cancels = new Map<string, AbortController>();
  const runtimes = new Map<number, MemoryRuntime>();
  let persisted = false;
  const newId = (prefix: string): string => `${prefix}_${uuid()}`;
  let host: RuntimeHost | undefined;
  const hostFor = (embeddings: boolean): RuntimeHost =>
    (host ??= new RuntimeHost({
      arena: new VectorArena(loadKernel({ shared: true }), spawnScanThread),
      embedder: embeddings ? embedder : null,
      clock: systemClock,
      warmUp: warmUpLazily,
      diagnose: async (from) => (await import('./diagnostics.ts')).readDiagnostics(from),
      newId,
    }));

  const runtimeOf = (number: number): MemoryRuntime => {
    const runtime = runtimes.get(number);
    if (!runtime) throw new RuntimeError('runtime.internal', 'The runtime is not open yet.');
    return runtime;
  };

  const verb = (runtime: MemoryRuntime, method: RuntimeMethod): Verb => {
    const withoutRequest = method === 'health' || method === 'stats' || method === 'diagnostics' || method === 'listIndexes';
    // the page asserted the request at its edge; what crosses here is that same value
    const call = runtime[method].bind(runtime) as (...args: unknown[]) => Promise<unknown>;
    return (request, options) => (withoutRequest ? call(options) : call(request, options));
  };

  const cancellable = <T>(id: string, deadline: number | null, work: (options: CallOptions) => Promise<T>): Promise<Outcome<T>> => {
    const cancel = new AbortController();
    cancels.set(id, cancel);
    return settle(() => work({ signal: cancel.signal, ...(deadline === null ? {} : { deadline }) })).finally(() => cancels.delete(id));
  };

  return {
    hold: holdLifeLock,
    open: (number, options, page) =>
      settle(async () => {
        const incidents = new Incidents(systemClock);
        const runtime = await hostFor(options.embeddings).open({
          identity: options.identity,
          stores: browserStores(options, incidents, options.encryption ? keyOf(options, page, incidents) : undefined),
          extract: options.extractor ? pageExtractor(page) : extractLazily,
          incidents,
          pathsOf: virtualPaths(options.identity),
          cloud: options.cloud && targetOf(options.cloud, page),
          persistence: () => (persisted ? 'persisted' : 'best-effort'),
        });
        runtimes.set(number, runtime);
      }),
    notice: (sign) => {
      for (const runtime of runtimes.values()) runtime.notice(sign);
    },
    notePersistence: (granted) => void (persisted = granted),
    attachEmbedder: (port) => embedder.relay(port && lineOver(port)),
    call: (id, number, method, request, deadline) =>
      cancellable(`${number}.${id}`, deadline, async (options) => JSON.stringify(await verb(runtimeOf(number), method)(JSON.parse(request), options))),
    respond: (id, number, request, deadline, token) =>
      cancellable(`${number}.${id}`, deadline, async (options) => runtimeOf(number).respond(request, { ...options, ...(token === null ? {} : { token }) })),
    cancel: (id, number) => cancels.get(`${number}.${id}`)?.abort(new DOMException('The call was cancelled.', 'AbortError')),
    close: (number) =>
      settle(async () => {
        const runtime = runtimes.get(number);
        runtimes.delete(number);
        await runtime?.close();
      }),
  };
}
