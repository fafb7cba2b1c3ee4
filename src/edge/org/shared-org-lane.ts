import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../../contract/local.ts';
import type { OrgHit } from '../../contract/types.ts';
import type { Embedder } from '../../../worker/embed/embedder.ts';
import { HeldOrg } from '../../../worker/held-org.ts';
import type { Lane, LaneAnswer, LaneRequest } from '../../../worker/lanes/lane.ts';
import { orgLane } from '../../../worker/lanes/org.ts';
import type { OrgLane } from '../../../worker/org-lane.ts';
import { OrgMemory } from '../../../worker/org-memory.ts';
import type { Query } from '../../../worker/search/query.ts';
import type { Store } from '../../../worker/store/store.ts';
import type { OrgTarget } from '../../../worker/sync/apply-org.ts';
import { objectArena } from '../compiled-kernel.ts';
import type { IndexedOrg, SharedOrg } from './isolate-orgs.ts';
import { loadOrg } from './load-org.ts';
import { OrgEmbedding } from './org-embedding.ts';
import { OrgSegments } from './org-segments.ts';
import type { OrgRows } from '../org-object.ts';

/** What a {@link SharedOrgLane} is made of. All but `org` belongs to one object. */
export interface SharedOrgLaneParts {
  readonly org: SharedOrg;
  readonly store: Store;
  readonly rows: () => OrgRows;
  /** Of this object, among all writers. */
  readonly writer: string;
  readonly embedder: Embedder | null;
  /** Something was written that has to be embedded. */
  readonly onWork: () => void;
  /** Something went wrong and was survived. */
  readonly onIncident: (what: string) => void;
}

/** The org lane of one object, over an index that all objects of the isolate have in common. */
export class SharedOrgLane implements OrgLane {
  readonly lane: Lane<OrgHit> = { search: (request) => this.#search(request) };
  readonly #parts: SharedOrgLaneParts;
  readonly #segments: OrgSegments;
  readonly #embedding: OrgEmbedding;
  /** What this object reads and writes an index with; the index is not kept by it. */
  readonly #memories = new WeakMap<IndexedOrg, OrgMemory>();
  #nothing: HeldOrg | null = null;

  /** Loads the index where no object of the isolate has. Rejects as the store does. */
  static async open(parts: SharedOrgLaneParts): Promise<SharedOrgLane> {
    const lane = new SharedOrgLane(parts);
    const before = parts.org.index;
    await lane.#index();
    // one that was there already may be behind
    if (before) lane.#look();
    lane.#embedding.notify();
    return lane;
  }

  private constructor(parts: SharedOrgLaneParts) {
    const { store, rows, writer, embedder, onIncident } = parts;
    this.#parts = parts;
    this.#segments = new OrgSegments(rows, writer);
    this.#embedding = new OrgEmbedding({ store, segments: this.#segments, embedder, onIncident, index: () => this.#index(), loaded: () => parts.org.index });
  }

  get memory(): HeldOrg {
    return this.#parts.org.index?.held ?? (this.#nothing ??= new HeldOrg(objectArena()));
  }

  get size(): number {
    return this.memory.chunks.size;
  }

  /** The lane itself says when it answers without an embedding. */
  get backfill(): OrgLane['backfill'] {
    return { ready: true, pending: this.#embedding.pending };
  }

  async catchUp(): Promise<void> {
    const { org } = this.#parts;
    if (!org.index || org.due()) this.#look();
    else this.#embedding.retry();
  }

  async create(request: IndexCreateRequest, now: string): Promise<IndexCreateResponse> {
    const index = await this.#index();
    const response = await this.#memory(index).create(this.#parts.store, request, now);
    this.#parts.org.grown();
    this.#parts.onWork();
    this.#embedding.notify();
    return response;
  }

  list(): Promise<IndexListResponse> {
    return new OrgMemory(this.memory).list(this.#parts.store);
  }

  async target(now: () => string): Promise<OrgTarget> {
    const { store, org, embedder } = this.#parts;
    const embedding = this.#embedding;
    const index = await this.#index();
    return {
      store,
      segments: this.#segments,
      now,
      memory: this.#memory(index),
      announce: () => org.grown(),
      backfill: {
        notify: () => embedding.notify(),
        get stamp() {
          return embedding.info?.stamp === index.stamp ? index.stamp : null;
        },
        get ready() {
          return embedder === null || embedding.info !== null;
        },
      },
    };
  }

  /** The index stays for the others, and so does the store of the org object. */
  async close(): Promise<void> {
    await this.#embedding.close();
    await this.#parts.store.close();
  }

  #index(): Promise<IndexedOrg> {
    const { org, store, onIncident } = this.#parts;
    return org.get(() => loadOrg(store, onIncident));
  }

  #memory(index: IndexedOrg): OrgMemory {
    let memory = this.#memories.get(index);
    if (!memory) this.#memories.set(index, (memory = new OrgMemory(index.held)));
    return memory;
  }

  /** Reads what others wrote, behind the answers. What fails is tried again: the lane goes on with what it has. */
  #look(): void {
    const { org, store } = this.#parts;
    const read = async (): Promise<void> => {
      const index = await this.#index();
      const { head } = index.held;
      await this.#memory(index).catchUp(store);
      if (index.held.head !== head) org.grown();
      this.#embedding.notify();
    };
    read().catch(() => this.#parts.onIncident('the org lane may have changed, and could not be read'));
  }

  async #search(request: LaneRequest): Promise<LaneAnswer<OrgHit>> {
    const index = await this.#index();
    const { held, stamp } = index;
    const comparable = stamp === null || stamp === this.#embedding.info?.stamp;
    return orgLane(held).search(comparable ? request : { ...request, query: byWords(request.query) });
  }
}

/** The query without its embedding: the vectors are of another model, or it is not known yet whose they are. */
function byWords(query: Query): Query {
  return { ...query, embedding: query.embedding.then((given) => (given.vector ? { vector: null, reason: 'loading' } : given)) };
}
