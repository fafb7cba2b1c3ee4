import { uuid } from '../contract/uuid.ts';
import type { Runtime } from '../contract/runtime.ts';
import type { StatsResponse } from '../contract/local.ts';
import type { Identity, SessionMode, SessionStartResponse } from '../contract/types.ts';
import { systemClock, type Clock } from '../../worker/clock.ts';
import { readDiagnostics } from '../../worker/diagnostics.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import type { Extractor } from '../../worker/extract/extractor.ts';
import { extractFacts } from '../../worker/extract/grammar.ts';
import { warmUpExtractor } from '../../worker/extract/warm-up.ts';
import { Incidents } from '../../worker/incidents.ts';
import type { Journal } from '../../worker/journal.ts';
import type { Lanes } from '../../worker/lanes/lane.ts';
import { virtualPaths } from '../../worker/paths.ts';
import { RuntimeHost } from '../../worker/runtime-host.ts';
import type { Recipes } from '../../worker/search/recipes.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import type { StoreProvider } from '../../worker/store/store.ts';
import type { CloudTarget } from '../../worker/sync/cloud-target.ts';

/** Options of {@link createLocalRuntime}. */
export interface LocalRuntimeOptions extends Identity {
  /** Where rows are kept. Default: in memory, gone with the process. */
  readonly stores?: StoreProvider;
  /** Where it runs, beside others. Default: a host of its own, with `embedder`. */
  readonly host?: RuntimeHost;
  /** What embeds, where no `host` is given. Default: nothing, recall goes by words. */
  readonly embedder?: Embedder;
  /** `org_only`: every session answers from the org lane alone. Default: as each session asks. */
  readonly mode?: SessionMode;
  /** Files of its sessions. Default: none. */
  readonly journal?: Journal;
  /** What the storage promises, for stats. Default `none`. */
  readonly persistence?: StatsResponse['storage']['persistence'];
  readonly extractor?: Extractor;
  readonly clock?: Clock;
  readonly pathsOf?: (sessionId: string) => SessionStartResponse['paths'];
  /** The cloud that the memory is mirrored to. Default: none. */
  readonly cloud?: CloudTarget | null;
  /** Wraps the lanes, e.g. to put a fault in. */
  readonly wrapLanes?: (lanes: Lanes) => Lanes;
}

/** What all runtimes of a {@link createRuntimeHost | host} share. */
export interface RuntimeHostOptions {
  /** What embeds; closed with the host. Default: nothing, recall goes by words. */
  readonly embedder?: Embedder;
  readonly clock?: Clock;
  /** Where vectors lie and are scanned. Default: a memory of its own, with the kernel that this engine can compile. */
  readonly arena?: VectorArena;
  /** How memories are searched, for measurements. Default: as measured best. */
  readonly recipes?: Recipes;
}

/**
 * A place in this thread for the runtimes of many users: model, kernel memory and a workspace's org lane are there once.
 *
 * @example
 * ```ts
 * const host = createRuntimeHost({ embedder: createThreadEmbedder() });
 * const [anna, ben] = await Promise.all(['anna', 'ben'].map((userId) => createLocalRuntime({ workspaceId: 'ws_1', userId, host })));
 * ```
 */
export function createRuntimeHost({ embedder, clock = systemClock, arena = new VectorArena(), recipes }: RuntimeHostOptions = {}): RuntimeHost {
  return new RuntimeHost({
    arena,
    embedder: embedder ?? null,
    clock,
    recipes,
    warmUp: warmUpExtractor,
    diagnose: readDiagnostics,
    newId: (prefix) => `${prefix}_${uuid()}`,
  });
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
export async function createLocalRuntime(options: LocalRuntimeOptions): Promise<Runtime> {
  const identity = { workspaceId: options.workspaceId, userId: options.userId };
  const { clock = systemClock, embedder, journal } = options;
  const own = options.host ? null : createRuntimeHost({ clock, ...(embedder ? { embedder } : {}) });
  try {
    return await (options.host ?? own!).open({
      identity,
      stores: options.stores ?? inMemory(),
      extract: options.extractor ?? extractFacts,
      incidents: new Incidents(clock),
      pathsOf: options.pathsOf ?? virtualPaths(identity),
      journal: journal ?? null,
      persistence: () => options.persistence ?? 'none',
      cloud: options.cloud ?? null,
      orgOnly: options.mode === 'org_only',
      ...(options.wrapLanes ? { wrapLanes: options.wrapLanes } : {}),
      ...(own ? { onClosed: () => own.close() } : {}),
    });
  } catch (thrown) {
    await own?.close();
    throw thrown;
  }
}

/** Databases of its own for each runtime, gone with it. */
function inMemory(): StoreProvider {
  return { org: uuid(), openUser: async () => new MemoryStore(), openOrg: async () => new MemoryStore() };
}
