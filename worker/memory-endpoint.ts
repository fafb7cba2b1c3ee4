import { settle, type MemoryEndpoint, type OpenOptions, type RuntimeMethod } from '../src/contract/protocol.ts';
import { RuntimeError } from '../src/contract/errors.ts';
import type { CallOptions } from '../src/contract/runtime.ts';
import { uuid } from '../src/contract/uuid.ts';
import { loadKernel } from '../wasm/kernel.ts';
import { systemClock } from './clock.ts';
import { LinkedEmbedder, lineOver } from './embed/link.ts';
import { extractFacts } from './extract/grammar.ts';
import { Incidents } from './incidents.ts';
import { holdLifeLock } from './life-lock.ts';
import { MemoryRuntime } from './memory-runtime.ts';
import { virtualPaths } from './paths.ts';
import { VectorArena } from './search/vectors/arena.ts';
import { spawnScanThread } from './spawn-scan-thread.ts';
import { browserStores } from './store/browser-stores.ts';

/** Methods of the runtime by name, as a call from the page asks for them. */
type Verb = (request: unknown, options: CallOptions) => Promise<unknown>;

/** The memory worker's side of the protocol: one runtime, its calls by id. */
export function createMemoryEndpoint(): MemoryEndpoint {
  const embedder = new LinkedEmbedder();
  const cancels = new Map<number, AbortController>();
  let runtime: MemoryRuntime | null = null;
  let persisted = false;

  const verb = (method: RuntimeMethod): Verb => {
    if (!runtime) throw new RuntimeError('runtime.internal', 'The runtime is not open yet.');
    const open = runtime;
    const withoutRequest = method === 'health' || method === 'stats' || method === 'listIndexes';
    // the page asserted the request at its edge; what crosses here is that same value
    const call = open[method].bind(open) as (...args: unknown[]) => Promise<unknown>;
    return (request, options) => (withoutRequest ? call(options) : call(request, options));
  };

  return {
    hold: holdLifeLock,
    open: (options: OpenOptions) =>
      settle(async () => {
        const incidents = new Incidents(systemClock);
        const stores = browserStores(options, incidents);
        runtime = await MemoryRuntime.open({
          identity: options.identity,
          arena: new VectorArena(loadKernel({ shared: true }), spawnScanThread),
          stores,
          embedder: options.embeddings ? embedder : null,
          extract: extractFacts,
          clock: systemClock,
          incidents,
          newId: (prefix) => `${prefix}_${uuid()}`,
          pathsOf: virtualPaths(options.identity),
          cloud: options.cloud,
          persistence: () => (persisted ? 'persisted' : 'best-effort'),
        });
      }),
    notePersistence: (granted) => void (persisted = granted),
    attachEmbedder: (port) => embedder.relay(port && lineOver(port)),
    call: (id, method, request, deadline) => {
      const cancel = new AbortController();
      cancels.set(id, cancel);
      const answer = async (): Promise<string> =>
        JSON.stringify(await verb(method)(JSON.parse(request), { signal: cancel.signal, ...(deadline === null ? {} : { deadline }) }));
      return settle(answer).finally(() => cancels.delete(id));
    },
    cancel: (id) => cancels.get(id)?.abort(new DOMException('The call was cancelled.', 'AbortError')),
    close: () => settle(async () => runtime?.close()),
  };
}
