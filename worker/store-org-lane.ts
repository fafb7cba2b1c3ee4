import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../src/contract/local.ts';
import type { OrgHit } from '../src/contract/types.ts';
import { Backfill } from './embed/backfill.ts';
import type { Embedder } from './embed/embedder.ts';
import { orgLane } from './lanes/org.ts';
import type { Lane } from './lanes/lane.ts';
import type { OrgLane } from './org-lane.ts';
import { HeldOrg } from './held-org.ts';
import { OrgMemory } from './org-memory.ts';
import { connectPeers, type Peers } from './peers.ts';
import type { Recipe } from './search/recipes.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { Segments } from './segments/segments.ts';
import type { Store } from './store/store.ts';
import type { OrgTarget } from './sync/apply-org.ts';

/** What {@link StoreOrgLane.open} takes. */
export interface StoreOrgLaneParts {
  readonly workspaceId: string;
  readonly store: Store;
  readonly arena: VectorArena;
  readonly embedder: Embedder | null;
  /** How its index is searched. Default: as measured best. */
  readonly recipe?: Recipe | undefined;
  /** Something went wrong and was survived. */
  readonly onIncident: (what: string) => void;
}

/** The org lane over a store of its own, open once for all runtimes of a process: its chunks, their indexes and vectors. */
export class StoreOrgLane implements OrgLane {
  readonly lane: Lane<OrgHit>;
  readonly memory: OrgMemory;
  readonly #backfill: Backfill;
  /** Settles when the index is built; until then the lane answers by words. */
  readonly #built: Promise<void>;
  readonly #closing: AbortController;
  #building = true;
  readonly #store: Store;
  readonly #segments: Segments;
  readonly #peers: Peers;
  readonly #onIncident: (what: string) => void;
  /** The store tells of a change once; reading it may fail, or another call may come meanwhile. */
  #behind = false;

  /** Takes the store over: it is closed with the lane, and when the lane cannot be opened. */
  static async open(parts: StoreOrgLaneParts): Promise<StoreOrgLane> {
    try {
      return await StoreOrgLane.#open(parts);
    } catch (thrown) {
      await parts.store.close();
      throw thrown;
    }
  }

  static async #open({ workspaceId, store, arena, embedder, recipe, onIncident }: StoreOrgLaneParts): Promise<StoreOrgLane> {
    const segments = new Segments(store, onIncident);
    const memory = new OrgMemory(new HeldOrg(arena, recipe), (passage) => segments.counted(passage));
    const closing = new AbortController();
    const { built } = await memory.open(store, segments, closing.signal);
    const backfill = new Backfill({ embedder, targets: [{ segments, indexes: [memory.chunks] }], onIncident });
    return new StoreOrgLane({ workspaceId, store, onIncident }, segments, memory, backfill, built, closing);
  }

  private constructor(
    { workspaceId, store, onIncident }: Pick<StoreOrgLaneParts, 'workspaceId' | 'store' | 'onIncident'>,
    segments: Segments,
    memory: OrgMemory,
    backfill: Backfill,
    built: Promise<void>,
    closing: AbortController,
  ) {
    this.#closing = closing;
    this.#store = store;
    this.#segments = segments;
    this.memory = memory;
    this.lane = orgLane(memory);
    this.#backfill = backfill;
    this.#onIncident = onIncident;
    this.#peers = connectPeers(`memoair/org/${JSON.stringify(workspaceId)}`, () => this.#follow());
    this.#built = this.#whenBuilt(built);
    // what was written while this lane opened was announced before it could hear
    this.#follow();
  }

  get size(): number {
    return this.memory.size;
  }

  get backfill(): Pick<Backfill, 'ready' | 'pending'> {
    const { ready, pending } = this.#backfill;
    // the backfill knows of no passage that is not in the index
    return { ready, pending: this.#building && !ready ? this.size : pending };
  }

  async #whenBuilt(built: Promise<void>): Promise<void> {
    try {
      await built;
      this.#backfill.start();
    } catch {
      if (!this.#closing.signal.aborted) this.#onIncident('the org lane could not be indexed: it is searched by words alone');
    } finally {
      this.#building = false;
    }
  }

  #follow(): void {
    const read = async (): Promise<void> => {
      await this.#built;
      if (this.#closing.signal.aborted) return;
      await this.memory.catchUp(this.#store);
      this.#backfill.notify();
    };
    read().catch(() => this.#onIncident('the org lane changed, but could not be read'));
  }

  async catchUp(): Promise<void> {
    if (this.#store.changedElsewhere?.()) this.#behind = true;
    // nobody waits for the index: it takes longer than a recall may
    if (!this.#behind || this.#building) return;
    await this.memory.catchUp(this.#store);
    this.#behind = false;
    this.#backfill.notify();
  }

  async create(request: IndexCreateRequest, now: string): Promise<IndexCreateResponse> {
    const response = await this.memory.create(this.#store, request, now);
    this.#backfill.notify();
    this.#peers.announce();
    return response;
  }

  async target(now: () => string): Promise<OrgTarget> {
    return { store: this.#store, memory: this.memory, segments: this.#segments, backfill: this.#backfill, announce: () => this.#peers.announce(), now };
  }

  async list(): Promise<IndexListResponse> {
    await this.#built;
    return this.memory.list(this.#store);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#built;
    await this.#backfill.close();
    this.#peers.close();
    this.memory.chunks.dropVectors();
    await this.#store.close();
  }
}
