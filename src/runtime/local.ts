import { uuid } from '../contract/uuid.ts';
import type { Runtime } from '../contract/runtime.ts';
import type { Identity, SessionStartResponse } from '../contract/types.ts';
import { systemClock, type Clock } from '../../worker/clock.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import type { Extractor } from '../../worker/extract/extractor.ts';
import { extractFacts } from '../../worker/extract/grammar.ts';
import { Incidents } from '../../worker/incidents.ts';
import type { Lanes } from '../../worker/lanes/lane.ts';
import { MemoryRuntime } from '../../worker/memory-runtime.ts';
import { virtualPaths } from '../../worker/paths.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import type { StoreProvider } from '../../worker/store/store.ts';

/** Options of {@link createLocalRuntime}. */
export interface LocalRuntimeOptions extends Identity {
  /** Where rows are kept. Default: in memory, gone with the process. */
  readonly stores?: StoreProvider;
  /** What embeds. Default: nothing, recall goes by words. */
  readonly embedder?: Embedder;
  readonly extractor?: Extractor;
  readonly clock?: Clock;
  readonly pathsOf?: (sessionId: string) => SessionStartResponse['paths'];
  /** Base URL of a cloud; empty or unset: none. Not spoken to in this version: everything stays local and says so. */
  readonly cloudBaseUrl?: string;
  /** Wraps the lanes, e.g. to put a fault in. */
  readonly wrapLanes?: (lanes: Lanes) => Lanes;
}

/**
 * The same runtime in this thread: for Node, edge isolates and tests.
 *
 * @throws RuntimeError `runtime.bootstrap_failed` when the store cannot be opened.
 * @example
 * ```ts
 * const runtime = await createLocalRuntime({ workspaceId: 'ws_1', userId: 'user_1' });
 * ```
 */
export function createLocalRuntime(options: LocalRuntimeOptions): Promise<Runtime> {
  const identity = { workspaceId: options.workspaceId, userId: options.userId };
  const clock = options.clock ?? systemClock;
  return MemoryRuntime.open({
    identity,
    arena: new VectorArena(),
    stores: options.stores ?? { openUser: async () => new MemoryStore(), openOrg: async () => new MemoryStore() },
    embedder: options.embedder ?? null,
    extract: options.extractor ?? extractFacts,
    clock,
    incidents: new Incidents(clock),
    newId: (prefix) => `${prefix}_${uuid()}`,
    pathsOf: options.pathsOf ?? virtualPaths(identity),
    persistence: () => 'none',
    cloud: (options.cloudBaseUrl ?? '') !== '',
    ...(options.wrapLanes ? { wrapLanes: options.wrapLanes } : {}),
  });
}
