import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../src/contract/local.ts';
import { Backfill } from './embed/backfill.ts';
import type { Embedder } from './embed/embedder.ts';
import { OrgMemory } from './org-memory.ts';
import { connectPeers, type Peers } from './peers.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { Segments } from './segments/segments.ts';
import type { Store } from './store/store.ts';
import type { OrgTarget } from './sync/apply-org.ts';

export interface OrgLaneParts {
  readonly workspaceId: string;
  readonly store: Store;
  readonly arena: VectorArena;
  readonly embedder: Embedder | null;
  /** Something went wrong and was survived. */
  readonly onIncident: (what: string) => void;
}

/** What the users of a workspace have in common, open once for all runtimes of a process: its chunks, their indexes and vectors. */
export class OrgLane {
  readonly memory: OrgMemory;
  readonly backfill: Backfill;
  readonly #store: Store;
  readonly #segments: Segments;
  readonly #peers: Peers;
  readonly #onIncident: (what: string) => void;
  /** The store tells of a change once; reading it may fail, or another call may come meanwhile. */
  #behind = false;

  /** Takes the store over: it is closed with the lane, and when the lane cannot be opened. */
  static async open(parts: OrgLaneParts): Promise<OrgLane> {
    try {
      return await OrgLane.#open(parts);
    } catch (thrown) {
      await parts.store.close();
      throw thrown;
    }
  }

  static async #open({ workspaceId, store, arena, embedder, onIncident }: OrgLaneParts): Promise<OrgLane> {
    const segments = new Segments(store, onIncident);
    const memory = new OrgMemory(arena, (passage) => segments.counted(passage));
    await memory.catchUp(store, (reading) => segments.open(reading));
    const backfill = new Backfill({ embedder, targets: [{ segments, indexes: [memory.chunks] }], onIncident });
    return new OrgLane({ workspaceId, store, onIncident }, segments, memory, backfill);
  }

  private constructor(
    { workspaceId, store, onIncident }: Pick<OrgLaneParts, 'workspaceId' | 'store' | 'onIncident'>,
    segments: Segments,
    memory: OrgMemory,
    backfill: Backfill,
  ) {
    this.#store = store;
    this.#segments = segments;
    this.memory = memory;
    this.backfill = backfill;
    this.#onIncident = onIncident;
    this.#peers = connectPeers(`memoair/org/${JSON.stringify(workspaceId)}`, () => this.#follow());
    backfill.start();
    // what was written while this lane opened was announced before it could hear
    this.#follow();
  }

  #follow(): void {
    this.memory
      .catchUp(this.#store)
      .then(() => this.backfill.notify())
      .catch(() => this.#onIncident('the org lane changed, but could not be read'));
  }

  /** Reads what another process wrote, where nothing tells of it. */
  async catchUp(): Promise<void> {
    if (this.#store.changedElsewhere?.()) this.#behind = true;
    if (!this.#behind) return;
    await this.memory.catchUp(this.#store);
    this.#behind = false;
    this.backfill.notify();
  }

  async create(request: IndexCreateRequest, now: string): Promise<IndexCreateResponse> {
    const response = await this.memory.create(this.#store, request, now);
    this.backfill.notify();
    this.#peers.announce();
    return response;
  }

  /** What pages of the cloud are applied to. */
  target(now: () => string): OrgTarget {
    return { store: this.#store, memory: this.memory, segments: this.#segments, backfill: this.backfill, announce: () => this.#peers.announce(), now };
  }

  list(): Promise<IndexListResponse> {
    return this.memory.list(this.#store);
  }

  async close(): Promise<void> {
    await this.backfill.close();
    this.#peers.close();
    this.memory.chunks.dropVectors();
    await this.#store.close();
  }
}
