import { CLOUD_PATHS } from '../contract/cloud.ts';
import { isSecret } from '../contract/encryption.ts';
import { RuntimeError } from '../contract/errors.ts';
import { uuid } from '../contract/uuid.ts';
import { toResponse, responder } from '../loopback/responder.ts';
import { unlockOf } from '../runtime/key-material.ts';
import { createRuntimeHost } from '../runtime/local.ts';
import { wireError } from '../contract/wire-response.ts';
import { systemClock } from '../../worker/clock.ts';
import type { Embedder } from '../../worker/embed/embedder.ts';
import { extractFacts } from '../../worker/extract/grammar.ts';
import { Incidents } from '../../worker/incidents.ts';
import type { MemoryRuntime } from '../../worker/memory-runtime.ts';
import type { OrgLane } from '../../worker/org-lane.ts';
import { virtualPaths } from '../../worker/paths.ts';
import { openEncrypted } from '../../worker/store/encrypted/open-encrypted.ts';
import { SEALED_USER_TABLES, USER_TABLES } from '../../worker/store/schema.ts';
import { openSqlite } from '../../worker/store/sqlite.ts';
import { StoreKeyError } from '../../worker/store/store-errors.ts';
import type { Store } from '../../worker/store/store.ts';
import type { CloudTarget } from '../../worker/sync/cloud-target.ts';
import { keyCredentials, tokenCredentials } from '../../worker/sync/credentials.ts';
import { callerOf, identityOf, objectName, type Caller } from './caller.ts';
import { drained } from './drained.ts';
import { objectArena } from './compiled-kernel.ts';
import { ObjectAlarm } from './object-alarm.ts';
import { objectDriver } from './object-driver.ts';
import { objectTimers } from './object-timers.ts';
import type { SnapshotBucket } from './org/bucket.ts';
import { IsolateOrgs } from './org/isolate-orgs.ts';
import { SharedOrgLane } from './org/shared-org-lane.ts';
import type { VectorBinding } from './org/vectorize/vector-binding.ts';
import { VectorizeOrgLane } from './org/vectorize/vectorize-org-lane.ts';
import { orgName, type OrgRows } from './org-object.ts';
import { OrgStore } from './org-store.ts';
import type { ObjectNamespace, ObjectState } from './platform.ts';

/** Bindings that a {@link MemoryObject} uses. */
export interface MemoryObjectEnv {
  /** The class of the org lanes, {@link OrgObject}. */
  readonly ORG: ObjectNamespace<unknown, unknown>;
  /** The bucket that {@link OrgObject} writes its snapshots to, where there is one. */
  readonly ORG_SNAPSHOTS?: Pick<SnapshotBucket, 'get'>;
  /**
   * An index of Vectorize, metric cosine, of the model's dimension. It is the engine of the org lane of projects with more chunks
   * than {@link MemoryObject.vectorizeFrom}, unless their memory is mirrored to a cloud.
   */
  readonly ORG_VECTORS?: VectorBinding;
}

/** The cloud that an object mirrors its memory to. */
export interface EdgeCloud {
  readonly baseUrl: string;
  /** The account's key: here nobody but the owner of the worker can read it. */
  readonly apiKey?: string;
  /** Short-lived tokens of the user, rather than a key. */
  readonly getToken?: () => Promise<string>;
}

const CALLER_KEY = 'memoair:caller';
/** What an alarm gives its push and the embeddings, in milliseconds. */
const ALARM_MS = 20_000;
const LOOK_MS = 2_000;
/** Alarms in vain until what is left waits for the next call: a model or a secret that is not there would wake every object for ever. */
const MOST_TRIES = 10;

/**
 * A Durable Object that is one user's runtime: the v1 contract and the local surface over its own SQLite. It may be evicted
 * between any two calls: what it holds in memory is read again from what is stored.
 */
export class MemoryObject<Env extends MemoryObjectEnv = MemoryObjectEnv> {
  protected readonly env: Env;
  readonly #state: ObjectState;
  readonly #alarm: ObjectAlarm;
  #runtime: Promise<MemoryRuntime> | null = null;

  constructor(state: ObjectState, env: Env) {
    this.#state = state;
    this.env = env;
    this.#alarm = new ObjectAlarm(state.storage, () => Date.now(), Math.random);
  }

  /** What embeds. Default: nothing, and recall goes by words. */
  protected embedder(): Embedder | null {
    return null;
  }

  /** The cloud that this memory is mirrored to. Default: none. */
  protected cloud(_caller: Caller): EdgeCloud | null {
    return null;
  }

  /**
   * A secret of the environment that this memory is encrypted with, text or bytes, 16 bytes or more: each user gets a key of its own.
   * An object that has stored something already encrypts it when it is next opened; one that is encrypted opens no more without. Default:
   * nothing is encrypted by us.
   *
   * @example
   * ```ts
   * protected override encryptionSecret() {
   *   return this.env.MEMORY_SECRET; // openssl rand -base64 32 | wrangler secret put MEMORY_SECRET
   * }
   * ```
   */
  protected encryptionSecret(_caller: Caller): string | Uint8Array | null {
    return null;
  }

  /**
   * What {@link encryptionSecret} gave before: a memory that it still opens is changed over to the secret of today when it is next opened.
   * Give both until every object was; one that nobody called since knows the former one alone. Default: none.
   *
   * @example
   * ```ts
   * protected override formerEncryptionSecret() {
   *   return this.env.MEMORY_SECRET_BEFORE ?? null;
   * }
   * ```
   */
  protected formerEncryptionSecret(_caller: Caller): string | Uint8Array | null {
    return null;
  }

  /** The org lanes of this isolate. Default: one that this object has for itself, at the cost of an index a user. */
  protected orgs(): IsolateOrgs {
    return new IsolateOrgs();
  }

  /** Chunks of a project from which on its org lane is searched by Vectorize, where that is bound, and not in memory. Default: 20,000. */
  protected vectorizeFrom(): number {
    return 20_000;
  }

  /** Answers the calls of {@link memoryWorker}. */
  async fetch(request: Request): Promise<Response> {
    try {
      const caller = callerOf(request);
      assertMay(caller, request);
      return await drained(request, await responder(this.#open(caller))(request));
    } catch (thrown) {
      if (request.signal.aborted) throw thrown;
      return drained(request, toResponse(wireError(thrown)));
    }
  }

  /** Does what is left to do: what was said goes to the cloud, and texts get their vectors, though nobody calls any more. */
  async alarm(): Promise<void> {
    this.#alarm.rang();
    try {
      const caller = this.#state.storage.kv.get(CALLER_KEY) as Caller | undefined;
      if (!caller) return;
      const { left, progress } = await workOff(await this.#open(caller));
      if (left.events + left.embeddings === 0) this.#alarm.done();
      // without its vectors a text is found by its words: the next call tries again
      else if (left.events > 0 || progress || this.#alarm.failures < MOST_TRIES) this.#alarm.again(progress);
    } catch (thrown) {
      // another secret comes with a new version, and the next write sets the alarm
      const hopeless = thrown instanceof RuntimeError && !thrown.retryable;
      if (!hopeless || this.#alarm.failures < MOST_TRIES) this.#alarm.again(false);
    }
  }

  #open(caller: Caller): Promise<MemoryRuntime> {
    this.#pin(caller);
    this.#runtime ??= this.#start(caller).catch((thrown: unknown) => {
      // the next call tries again
      this.#runtime = null;
      throw thrown;
    });
    return this.#runtime;
  }

  /** An alarm brings no caller, so the object keeps whose it is. */
  #pin(caller: Caller): void {
    const { kv } = this.#state.storage;
    const pinned = kv.get(CALLER_KEY) as Caller | undefined;
    if (pinned && objectName(pinned) !== objectName(caller))
      throw new RuntimeError('runtime.identity_mismatch', 'This object holds the memory of another workspace or user. Name objects by both.');
    if (!pinned || (caller.agentId !== null && caller.agentId !== pinned.agentId)) kv.put(CALLER_KEY, caller);
  }

  #start(caller: Caller): Promise<MemoryRuntime> {
    const identity = identityOf(caller);
    const embedder = this.embedder();
    const cloud = this.cloud(caller);
    const host = createRuntimeHost({ arena: objectArena(), ...(embedder ? { embedder } : {}) });
    const incidents = new Incidents(systemClock);
    const orgRows = this.#orgRows(identity.workspaceId);
    const orgStore = new OrgStore(orgRows, this.env.ORG_SNAPSHOTS);
    return host.open({
      identity,
      stores: { openUser: () => this.#openUser(caller, cloud !== null || embedder !== null, incidents), openOrg: async () => orgStore },
      openOrg: async () => {
        const onIncident = (what: string): void => incidents.note(what);
        const onWork = (): void => (embedder ? this.#alarm.soon() : undefined);
        const parts = { store: orgStore, rows: orgRows, writer: uuid(), embedder, onWork, onIncident };
        const { ORG_VECTORS: vectors } = this.env;
        const large = vectors && !cloud && (await orgRows().count('chunks')) >= this.vectorizeFrom();
        const lane: OrgLane = large
          ? await VectorizeOrgLane.open({ ...parts, vectors, clock: systemClock })
          : await SharedOrgLane.open({ ...parts, org: this.orgs().of(orgName(identity.workspaceId)) });
        return { value: lane, letGo: () => lane.close() };
      },
      extract: extractFacts,
      incidents,
      pathsOf: virtualPaths(identity),
      persistence: () => 'persisted',
      cloud: cloud && targetOf(cloud, caller),
    });
  }

  /** `wakes`: something is done with what is written, behind the answer. */
  async #openUser(caller: Caller, wakes: boolean, incidents: Incidents): Promise<Store> {
    const secret = secretBytes(this.encryptionSecret(caller), 'encryptionSecret');
    if (!secret) return this.#openSqlite(wakes, false);
    const former = secretBytes(this.formerEncryptionSecret(caller), 'formerEncryptionSecret');
    const unlock = await unlockOf({ secret, ...(former ? { former: { secret: former } } : {}) });
    const store = await this.#openSqlite(wakes, true);
    const onIncident = (what: string): void => incidents.note(what);
    return openEncrypted({ store, identity: identityOf(caller), source: { read: async () => unlock }, onIncident });
  }

  #openSqlite(wakes: boolean, sealed: boolean): Promise<Store> {
    const name = 'memory.sqlite';
    return openSqlite({
      name,
      tables: sealed ? SEALED_USER_TABLES : USER_TABLES,
      sealed,
      connect: () => objectDriver(this.#state.storage, { name }),
      onCommit: (writes) => {
        if (wakes && writes.some(({ table }) => table === 'events')) this.#alarm.soon();
      },
    });
  }

  #orgRows(workspaceId: string): () => OrgRows {
    const { ORG } = this.env;
    // the platform's types say of what comes over calls that it may be disposed of, which no row of ours is
    return () => ORG.get(ORG.idFromName(orgName(workspaceId))) as OrgRows;
  }
}

/** @throws RuntimeError for a call that is not this caller's to make */
function assertMay({ index }: Caller, request: Request): void {
  if (index === true || new URL(request.url).pathname !== CLOUD_PATHS.createIndex) return;
  throw new RuntimeError('runtime.bad_request', 'Org documents are written by callers who may, with the account key or a token that says index.', {
    status: 403,
  });
}

/** Null where nothing is encrypted. @throws StoreKeyError for a secret that was forgotten in the environment, or can be guessed */
function secretBytes(given: unknown, method: string): Uint8Array | null {
  if (given === null) return null;
  const bytes: unknown = typeof given === 'string' ? new TextEncoder().encode(given) : given;
  if (isSecret(bytes)) return bytes;
  throw new StoreKeyError(`Set the secret that ${method}() gives: text or bytes, 16 bytes or more.`);
}

function targetOf({ baseUrl, apiKey, getToken }: EdgeCloud, { agentId }: Caller): CloudTarget {
  const credentials = getToken ? tokenCredentials(getToken) : apiKey ? keyCredentials(apiKey) : null;
  return { baseUrl, agentId, credentials, timers: objectTimers };
}

/** Gives a runtime time for what it does behind its answers. */
async function workOff(runtime: MemoryRuntime): Promise<{ readonly left: Chores; readonly progress: boolean }> {
  const before = await chores(runtime);
  runtime.notice('online');
  await runtime.flush({ deadlineMs: ALARM_MS });
  const end = Date.now() + ALARM_MS;
  let left = await chores(runtime);
  while (left.embeddings > 0 && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    left = await chores(runtime);
  }
  return { left, progress: left.events < before.events || left.embeddings < before.embeddings };
}

/** What waits: events for the cloud, texts for the model. */
interface Chores {
  readonly events: number;
  readonly embeddings: number;
}

async function chores(runtime: MemoryRuntime): Promise<Chores> {
  const { sync, pendingEmbeddings } = await runtime.stats();
  return { events: sync.pending ?? 0, embeddings: pendingEmbeddings };
}
