/// <reference path="./cloudflare-workers.d.ts" />
import { DurableObject } from 'cloudflare:workers';
import type { IndexCreateRequest, IndexCreateResponse } from '../contract/local.ts';
import { HeldOrg } from '../../worker/held-org.ts';
import { OrgMemory } from '../../worker/org-memory.ts';
import { NO_TERMS } from '../../worker/search/lexical/counted-terms.ts';
import { ORG_TABLES, type TableName, type Tables } from '../../worker/store/schema.ts';
import { openSqlite } from '../../worker/store/sqlite.ts';
import type { CommitOutcome, Guard, Store, Write } from '../../worker/store/store.ts';
import { objectArena } from './compiled-kernel.ts';
import { ObjectAlarm } from './object-alarm.ts';
import { objectDriver } from './object-driver.ts';
import type { SnapshotBucket } from './org/bucket.ts';
import { Leave } from './org/leave.ts';
import { SegmentRows } from './org/segment-rows.ts';
import { removeOthers, writeSnapshot, type Snapshot } from './org/snapshot.ts';
import { Staged } from './org/staged.ts';
import { OrgPassages, type FoundByWords, type FoundChunk } from './org/vectorize/org-passages.ts';
import type { VectorBinding } from './org/vectorize/vector-binding.ts';
import { pageOf, type Page, type PagedRange, type Place } from './org-pages.ts';
import type { ObjectState } from './platform.ts';

/** Bindings that an {@link OrgObject} uses. */
export interface OrgObjectEnv {
  /** A bucket of R2 for snapshots of the org lanes, which isolates load them from. Without it they ask the object. */
  readonly ORG_SNAPSHOTS?: SnapshotBucket;
  /** An index of Vectorize, metric cosine, of the model's dimension: see {@link MemoryObject}. */
  readonly ORG_VECTORS?: VectorBinding;
}

/** What Vectorize lacks, and what it holds too much. */
export interface VectorWork {
  readonly missing: readonly Pick<FoundChunk, 'slot' | 'chunk'>[];
  readonly gone: readonly number[];
}

/** The rows of a workspace's org lane, as the objects of its users call them. */
export interface OrgRows extends Pick<Store, 'get' | 'count' | 'head' | 'commit'> {
  /** A scan, a page a call. */
  page<T extends TableName>(table: T, range: PagedRange, last: Place | null): Promise<Page<T>>;
  /** Brings one piece of a commit that is more than a call may bring. */
  stage(id: string, writes: readonly Write[]): Promise<void>;
  /** Commits what was staged. `lost`: not all `pieces` are here any more; stage them again. */
  commitStaged(id: string, pieces: number, guard?: Guard): Promise<CommitOutcome | { readonly status: 'lost' }>;
  /** Keeps a segment of the index. */
  keep(segment: Uint8Array): Promise<void>;
  /** Whether this writer, and nobody else, may make what is missing of the index now. It asks again with each piece. */
  mayMake(writer: string): Promise<boolean>;
  /** It has made it. */
  made(writer: string): Promise<void>;
  /** What was announced last; null: there is none. */
  snapshot(): Promise<Snapshot | null>;
  /** Chunks in all. */
  size(): Promise<number>;
  /** Chunks that these terms find, best first. */
  words(terms: readonly string[]): Promise<FoundByWords>;
  /** These chunks, scored by these terms. */
  scored(terms: readonly string[], slots: readonly number[]): Promise<readonly FoundChunk[]>;
  /** Appends documents, or replaces those whose id is known. */
  createIndex(request: IndexCreateRequest, now: string): Promise<IndexCreateResponse>;
  /** What there is to do so that Vectorize holds the vectors of this model, at most so many of each. */
  vectorWork(stamp: string, missing: number, gone: number): Promise<VectorWork>;
  /** It was done. */
  vectorsWritten(made: readonly number[], deleted: readonly number[]): Promise<void>;
  /** Id of the org object. */
  orgId(): Promise<string>;
}

/** The name of the object that holds a workspace's org lane. */
export const orgName = (workspaceId: string): string => JSON.stringify([workspaceId]);

const SNAPSHOT_KEY = 'memoair:snapshot';
/** Chunks were written since the segments were looked through. */
const WORN_KEY = 'memoair:worn';

/** What an org object is given of itself. */
export interface OrgObjectState extends ObjectState {
  readonly id: { toString(): string };
}

/**
 * A Durable Object that keeps the org lane of one workspace: its rows alone. The objects of the users read them over calls,
 * and write under the same guards as several processes would that have one file open.
 */
export class OrgObject<Env extends OrgObjectEnv = OrgObjectEnv> extends DurableObject<Env> implements OrgRows {
  readonly #state: OrgObjectState;
  readonly #store: Promise<Store>;
  readonly #alarm: ObjectAlarm;
  readonly #segments: SegmentRows;
  readonly #passages: OrgPassages;
  readonly #staged = new Staged();
  readonly #leave = new Leave(() => Date.now());

  constructor(state: OrgObjectState, env: Env) {
    super(state, env);
    const name = 'org.sqlite';
    this.#state = state;
    this.#alarm = new ObjectAlarm(state.storage, () => Date.now(), Math.random);
    this.#store = openSqlite({
      name,
      tables: ORG_TABLES,
      connect: () => objectDriver(state.storage, { name }),
      onCommit: (writes) => {
        const changed = writes.some(({ table }) => table === 'chunks');
        if (changed) state.storage.kv.put(WORN_KEY, true);
        if (changed || this.env.ORG_SNAPSHOTS) this.#alarm.soon();
        this.#passages.apply(writes);
      },
    });
    this.#segments = new SegmentRows(this.#store, state.storage);
    this.#passages = new OrgPassages(state.storage);
  }

  async get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return (await this.#store).get(table, key);
  }

  async page<T extends TableName>(table: T, range: PagedRange, last: Place | null): Promise<Page<T>> {
    return pageOf(await this.#store, table, range, last);
  }

  async count(table: TableName): Promise<number> {
    return (await this.#store).count(table);
  }

  async head(): Promise<number> {
    return (await this.#store).head();
  }

  async commit(writes: readonly Write[], guard?: Guard): Promise<CommitOutcome> {
    return (await this.#store).commit(writes, guard);
  }

  async stage(id: string, writes: readonly Write[]): Promise<void> {
    this.#staged.add(id, writes);
  }

  async commitStaged(id: string, pieces: number, guard?: Guard): Promise<CommitOutcome | { readonly status: 'lost' }> {
    const writes = this.#staged.take(id, pieces);
    return writes ? this.commit(writes, guard) : { status: 'lost' };
  }

  async keep(segment: Uint8Array): Promise<void> {
    await this.#segments.keep(segment);
  }

  async mayMake(writer: string): Promise<boolean> {
    return this.#leave.ask(writer);
  }

  async made(writer: string): Promise<void> {
    this.#leave.giveBack(writer);
  }

  async snapshot(): Promise<Snapshot | null> {
    return (this.#state.storage.kv.get(SNAPSHOT_KEY) as Snapshot | undefined) ?? null;
  }

  async size(): Promise<number> {
    return (await this.#words()).size;
  }

  async words(terms: readonly string[]): Promise<FoundByWords> {
    return (await this.#words()).search(terms);
  }

  async scored(terms: readonly string[], slots: readonly number[]): Promise<readonly FoundChunk[]> {
    return (await this.#words()).scored(terms, slots);
  }

  async createIndex(request: IndexCreateRequest, now: string): Promise<IndexCreateResponse> {
    const [store, passages] = await Promise.all([this.#store, this.#words()]);
    // of all there is, the rows that hold chunks of these documents
    const held = new HeldOrg(objectArena());
    held.head = await store.head();
    const documents = request.documents.map(({ id }) => id);
    for (const key of passages.rowsOf(request.name, documents)) {
      const row = await store.get('chunks', key);
      if (row) held.hold(row);
    }
    return new OrgMemory(held, () => ({ text: NO_TERMS, label: NO_TERMS })).create(store, request, now);
  }

  async vectorWork(stamp: string, missing: number, gone: number): Promise<VectorWork> {
    const passages = await this.#words();
    return { missing: passages.missing(stamp, missing), gone: passages.gone(gone) };
  }

  async vectorsWritten(made: readonly number[], deleted: readonly number[]): Promise<void> {
    const passages = await this.#words();
    passages.embedded(made);
    passages.deleted(deleted);
  }

  async orgId(): Promise<string> {
    return this.#state.id.toString();
  }

  async #purge(): Promise<void> {
    const { kv } = this.#state.storage;
    if (kv.get(WORN_KEY) !== true) return;
    kv.put(WORN_KEY, false);
    try {
      await this.#segments.purge();
    } catch (thrown) {
      kv.put(WORN_KEY, true);
      throw thrown;
    }
  }

  async #words(): Promise<OrgPassages> {
    await this.#passages.ready();
    return this.#passages;
  }

  /** Takes out of the segments what is no more; writes a snapshot of what there is, announces it, and takes out of the bucket what is no part of it. */
  async alarm(): Promise<void> {
    this.#alarm.rang();
    const { ORG_SNAPSHOTS: bucket } = this.env;
    try {
      await this.#purge();
      if (!bucket) return this.#alarm.done();
      const prefix = `memoair/org/${this.#state.id.toString()}/`;
      const snapshot = await writeSnapshot(await this.#store, bucket, prefix, await this.snapshot());
      this.#state.storage.kv.put(SNAPSHOT_KEY, snapshot);
      await removeOthers(bucket, prefix, snapshot);
      this.#alarm.done();
    } catch {
      this.#alarm.again(false);
    }
  }
}
