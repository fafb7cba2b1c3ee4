import { RuntimeError } from '../src/contract/errors.ts';
import type { Clock } from './clock.ts';
import type { Diagnose } from './diagnostics.ts';
import type { Embedder } from './embed/embedder.ts';
import { MemoryRuntime, type MemoryRuntimeParts } from './memory-runtime.ts';
import type { OrgLane } from './org-lane.ts';
import type { Recipes } from './search/recipes.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { Shared } from './shared.ts';
import { StoreOrgLane } from './store-org-lane.ts';
import type { StoreProvider } from './store/store.ts';
import { nextTask } from './next-task.ts';

export interface RuntimeHostParts {
  /** Where the vectors of all runtimes lie and are scanned. */
  readonly arena: VectorArena;
  /** Null turns embeddings off. Closed with the host. */
  readonly embedder: Embedder | null;
  readonly clock: Clock;
  /** How memories are searched. Default: as measured best. */
  readonly recipes?: Recipes | undefined;
  /** Work to do beside everything else, piece by piece, that calls would have to wait for otherwise. */
  readonly warmUp?: (() => Iterable<void> | Promise<Iterable<void>>) | undefined;
  readonly diagnose: Diagnose;
  /** A fresh id, e.g. `evt_…`. */
  readonly newId: (prefix: string) => string;
}

/** The first turn comes when somebody has spoken. */
const WARM_UP_AFTER_MS = 1_500;

/** What is one user's own. */
export type HostedRuntime = Omit<MemoryRuntimeParts, 'arena' | 'embedder' | 'clock' | 'newId' | 'recipes' | 'diagnose' | 'openOrg' | 'openUser'> & {
  readonly stores: StoreProvider;
  /** Opens the org lane. Default: one over the org store, shared by all runtimes of this host. */
  readonly openOrg?: MemoryRuntimeParts['openOrg'];
};

/**
 * The runtimes of one process or worker. Model, kernel memory and the org lane of a workspace are there once, so that a
 * further user costs what that user's own memory takes.
 */
export class RuntimeHost {
  readonly #parts: RuntimeHostParts;
  readonly #orgs = new Shared<OrgLane>();
  readonly #open = new Set<MemoryRuntime>();
  readonly #opening = new Set<Promise<MemoryRuntime>>();
  #warming = false;
  #closed = false;

  constructor(parts: RuntimeHostParts) {
    this.#parts = parts;
  }

  /** Once something has been open for a moment: the session that starts then goes first. */
  async #warmUp(): Promise<void> {
    if (this.#warming || !this.#parts.warmUp) return;
    this.#warming = true;
    await pause(WARM_UP_AFTER_MS);
    const steps = (await this.#parts.warmUp())[Symbol.iterator]();
    while (!this.#closed && steps.next().done === false) await nextTask({ background: true });
  }

  /** @throws RuntimeError runtime.bootstrap_failed when the stores cannot be opened */
  async open(hosted: HostedRuntime): Promise<MemoryRuntime> {
    if (this.#closed) throw new RuntimeError('runtime.bootstrap_failed', 'The host of this runtime was closed. Make another one.', { retryable: false });
    const opening = this.#openRuntime(hosted);
    this.#opening.add(opening);
    return opening.finally(() => {
      this.#opening.delete(opening);
      void this.#warmUp();
    });
  }

  async #openRuntime({ stores, ...own }: HostedRuntime): Promise<MemoryRuntime> {
    const { arena, clock, newId, recipes, diagnose } = this.#parts;
    const embedder = this.#parts.embedder && lent(this.#parts.embedder);
    const { workspaceId } = own.identity;
    const openOrg = async (): Promise<OrgLane> =>
      StoreOrgLane.open({
        workspaceId,
        store: await stores.openOrg(),
        arena,
        embedder,
        recipe: recipes?.org,
        onIncident: (what) => this.#tell(workspaceId, what),
      });
    const runtime = await MemoryRuntime.open({
      ...own,
      arena,
      embedder,
      clock,
      newId,
      recipes,
      diagnose,
      openUser: () => stores.openUser(),
      openOrg: own.openOrg ?? (() => this.#orgs.take(JSON.stringify([workspaceId, stores.org ?? '']), openOrg)),
      onClosed: async () => {
        this.#open.delete(runtime);
        await own.onClosed?.();
      },
    });
    this.#open.add(runtime);
    return runtime;
  }

  #tell(workspaceId: string, what: string): void {
    for (const runtime of this.#open) if (runtime.identity.workspaceId === workspaceId) runtime.noteIncident(what);
  }

  /** Closes every runtime, also those that are being opened, then what they shared. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#opening);
    await Promise.all([...this.#open].map((runtime) => runtime.close()));
    await this.#parts.embedder?.close();
    this.#parts.arena.close();
  }
}

/** The same embedder for someone who must not close it: each caller's own calls end by their signals. */
function lent(embedder: Embedder): Embedder {
  return {
    ready: () => embedder.ready(),
    state: () => embedder.state(),
    embed: (texts, options) => embedder.embed(texts, options),
    close: async () => undefined,
  };
}

/** Lets the process end meanwhile. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    if (typeof timer === 'object') (timer as { unref?: () => void }).unref?.();
  });
}
