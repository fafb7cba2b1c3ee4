/// <reference lib="esnext.disposable" preserve="true" />
import type { IndexDocument } from '../contract/local.ts';
import type { Metadata } from '../contract/types.ts';
import { uuid } from '../contract/uuid.ts';
import { loopbackFetch } from '../loopback/fetch.ts';
import { pagePorts } from '../loopback/ports.ts';
import { assertClientOptions, type MemoAirVoiceClientOptions } from './client-options.ts';
import { cloudHeaders, createIndex, listIndexes, type IndexInfo } from './cloud.ts';
import { DEFAULT_CLOUD_BASE_URL, ORG_ONLY_USER_ID } from './defaults.ts';
import { MemoAirVoiceMemoryError, POOL_CLOSED } from './errors.ts';
import { indexAll, type IndexAllOptions, type IndexAllResult } from './index-all.ts';
import { LocalMemory } from './local-memory.ts';
import { MemoAirVoiceMemory } from './memory.ts';
import type { SearchOptions } from './memory-calls.ts';
import { baseUrlOf, warnAboutBinary } from './memory-options.ts';
import type { Fetch, Peer } from './peer.ts';
import { RuntimePool } from './pool.ts';
import { inSession, recall } from './recall.ts';
import type { IndexBuildResult, SearchResult } from './results.ts';
import { UserSession, type Held, type SaveResponseOptions } from './session.ts';
import { userOf, type ForUser, type User } from './user.ts';

/** What an index call waits for the runtimes to look at the cloud, in milliseconds. */
const REFRESH_MS = 5_000;

/**
 * Voice memory for an app with any number of users. Made once; each call says for whom. A user's runtime is started when
 * it is first needed: that call waits for it, {@link session} can do it beforehand.
 *
 * Methods reject with {@link MemoAirVoiceMemoryError}, and with a TypeError when no user is named.
 *
 * @example
 * ```ts
 * const client = new MemoAirVoiceClient({ projectId: 'proj_1', agentId: 'agent_1', getToken, startRuntime: createRuntime });
 * const user = { id: 'caller_42', name: 'Alex' };
 * const { contextText } = await client.searchMemory('what timezone does the user prefer?', { user });
 * await client.saveResponse({ user, userText: 'What time is standup?', assistantText: '10:30 IST.' });
 * await client.aclose();
 * ```
 */
export class MemoAirVoiceClient implements AsyncDisposable {
  readonly projectId: string;
  readonly agentId: string;
  /** The user that the client was made for, if it was. */
  readonly userId: string | null;
  readonly orgOnly: boolean;
  /** What the runtime keeps of a user: to list, import, edit, forget and export. */
  readonly local: LocalMemory;
  readonly #options: MemoAirVoiceClientOptions;
  readonly #cloudBaseUrl: string;
  readonly #fetch: Fetch;
  readonly #pool: RuntimePool;
  /** Open sessions, by user. */
  readonly #memories = new Map<string, Promise<Held['memory']>>();
  #closed = false;
  #closing: Promise<void> | null = null;

  /**
   * @param quiet whether a pinned userId is not warned about
   * @throws TypeError when apiKey, projectId or agentId is missing or empty
   */
  constructor(options: MemoAirVoiceClientOptions, quiet: boolean = false) {
    assertClientOptions(options);
    warnAboutBinary('MemoAirVoiceClient', options);
    if (options.userId !== undefined && !quiet) console.warn('MemoAirVoiceClient: userId is deprecated here. Pass user with each call.');
    this.projectId = options.projectId;
    this.agentId = options.agentId;
    this.userId = options.userId || null;
    this.orgOnly = options.orgOnly ?? false;
    this.#options = options;
    this.#cloudBaseUrl = baseUrlOf(options.cloudBaseUrl ?? DEFAULT_CLOUD_BASE_URL);
    this.#fetch = loopbackFetch(options.ports ?? pagePorts(), options.fetch);
    this.#pool = new RuntimePool({ ...options, beforeClose: (userId) => this.#end(userId, 'evicted_by_pool') });
    this.local = new LocalMemory((who, work) => this.#with(who, ({ memory }) => work(memory)));
  }

  /**
   * What is remembered that helps to answer `query`. Always an answer: what does not come within `timeoutMs` (250) is left
   * out and `trace.degraded` is true, down to an empty result. A runtime that has to be started first is waited for.
   */
  searchMemory(query: string, options: SearchOptions & ForUser = {}): Promise<SearchResult> {
    const { user: _user, userId: _userId, ...search } = options;
    return this.#with(options, ({ memory, metadata }) => inSession(memory, metadata, () => recall(memory, query, search)));
  }

  /**
   * Keeps a completed turn, as well as may be.
   *
   * @returns the runtime's `localEventId`, or null when it was away, late or failing (then the console says so), and for orgOnly
   */
  async saveResponse(options: SaveResponseOptions & ForUser): Promise<string | null> {
    if (this.orgOnly) return null;
    const { userText, assistantText, toolCalls, metadata: about } = options;
    const turn = { userText, assistantText, toolCalls, metadata: about, turnId: options.turnId || uuid() };
    return this.#with(options, ({ memory, metadata }) => inSession(memory, metadata, () => memory.afterTurn(turn)));
  }

  /** Many calls for one user, whose runtime stays meanwhile. Nothing is started before {@link UserSession.open} or the first call. */
  async session(who: ForUser = {}): Promise<UserSession> {
    const user = this.#userOf(who);
    return new UserSession(
      () => this.#hold(user),
      () => this.#assertOpen(),
    );
  }

  /**
   * Builds an index of the workspace, or adds to it: a document replaces the one with its id. At most 100 documents and 1 MB.
   *
   * @throws MemoAirVoiceMemoryError with `statusCode` 413 for more
   */
  async createIndex(name: string, documents: readonly IndexDocument[], options: { readonly metadata?: Metadata } = {}): Promise<IndexBuildResult> {
    const { metadata } = options;
    const built = await this.#withIndexes((peer) => createIndex(peer, { name, documents, metadata }));
    await this.#refresh();
    return built;
  }

  /**
   * Indexes any number of documents, in as many calls as that takes, one after the other: what {@link createIndex} does, in
   * batches. A cloud that asks for a pause (429) gets it, up to a minute each. Memory holds one batch at a time.
   *
   * @throws IndexAllError when it cannot go on: `indexed.documents` says where to begin again; the signal's reason
   * @example
   * ```ts
   * async function* pages() { for await (const row of database.query('select id, text from pages')) yield row; }
   * const { documents, chunks } = await client.indexAll('handbook', pages(), { onProgress: ({ documents }) => show(documents) });
   * ```
   */
  async indexAll(name: string, documents: AsyncIterable<IndexDocument> | Iterable<IndexDocument>, options: IndexAllOptions = {}): Promise<IndexAllResult> {
    try {
      return await indexAll(name, documents, (body, signal) => this.#withIndexes((peer) => createIndex(peer, body, signal)), options);
    } finally {
      const refreshed = this.#refresh();
      if (!options.signal?.aborted) await refreshed;
    }
  }

  /** Has every live runtime look at the cloud: what was indexed there is to be found here. One that cannot goes on as it is. */
  async #refresh(): Promise<void> {
    const signal = AbortSignal.timeout(REFRESH_MS);
    const urls = this.#options.runtimeUrl === undefined ? [...this.#pool.liveRuntimeUrls()] : [this.#options.runtimeUrl];
    await Promise.allSettled(urls.map((url) => this.#fetch(`${url}/v1/local/sync`, { method: 'POST', signal })));
  }

  /** The indexes of the workspace. */
  listIndexes(): Promise<IndexInfo[]> {
    return this.#withIndexes(listIndexes);
  }

  /** Ends every session, then closes every runtime. Idempotent: all callers wait for the same end. */
  aclose(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.aclose();
  }

  async #close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#memories.keys()].map((userId) => this.#end(userId, 'client_aclose')));
    await this.#pool.aclose();
  }

  async #end(userId: string, reason: string): Promise<void> {
    const opening = this.#memories.get(userId);
    this.#memories.delete(userId);
    const memory = await opening?.catch(() => null);
    await memory?.endSession({ reason }).catch(() => undefined);
  }

  #userOf(who: ForUser): User {
    if (this.orgOnly) return { id: ORG_ONLY_USER_ID };
    const user = userOf(who) ?? (this.userId === null ? null : { id: this.userId });
    if (!user) throw new TypeError('user is required: pass it with the call, as in { user: { id } }.');
    return user;
  }

  async #with<T>(who: ForUser, work: (held: Held) => Promise<T>): Promise<T> {
    const held = await this.#hold(this.#userOf(who));
    try {
      return await work(held);
    } finally {
      held.release();
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new MemoAirVoiceMemoryError({ code: POOL_CLOSED, message: 'The client was closed. Make a new one.' });
  }

  async #hold(user: User): Promise<Held> {
    this.#assertOpen();
    const metadata = this.orgOnly ? {} : { user };
    const { runtimeUrl } = this.#options;
    if (runtimeUrl !== undefined) return { memory: await this.#memoryOf(user.id, runtimeUrl, metadata), metadata, release: () => undefined };
    const handle = await this.#pool.acquire({ userId: user.id });
    const release = (): void => this.#pool.release(handle);
    try {
      return { memory: await this.#memoryOf(user.id, handle.runtimeUrl, metadata), metadata, release };
    } catch (thrown) {
      release();
      throw thrown;
    }
  }

  /** The user's open session; opened by the first call, for which the others wait. */
  #memoryOf(userId: string, runtimeUrl: string, metadata: Metadata): Promise<MemoAirVoiceMemory> {
    const open = this.#memories.get(userId);
    if (open) return open;
    const opening = this.#openMemory(userId, runtimeUrl, metadata);
    this.#memories.set(userId, opening);
    opening.catch(() => {
      if (this.#memories.get(userId) === opening) this.#memories.delete(userId);
    });
    return opening;
  }

  async #openMemory(userId: string, runtimeUrl: string, metadata: Metadata): Promise<MemoAirVoiceMemory> {
    const { apiKey, runtimeToken } = this.#options;
    const memory = new MemoAirVoiceMemory({
      projectId: this.projectId,
      agentId: this.agentId,
      userId,
      runtimeUrl,
      orgOnly: this.orgOnly,
      cloudBaseUrl: this.#cloudBaseUrl,
      // the pool has started it
      autoStartRuntime: false,
      client: this.#fetch,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(runtimeToken === undefined ? {} : { runtimeToken }),
    });
    await memory.startSession({ metadata });
    return memory;
  }

  async #withIndexes<T>(work: (peer: Peer) => Promise<T>): Promise<T> {
    if (this.#cloudBaseUrl === '') return this.#withAnyRuntime(work);
    const { getToken, apiKey = '' } = this.#options;
    const { projectId, agentId, userId } = this;
    const bearer = getToken ? await getToken() : apiKey;
    return work({ name: 'cloud', baseUrl: this.#cloudBaseUrl, fetch: this.#fetch, headers: cloudHeaders({ bearer, projectId, agentId, userId }) });
  }

  /** An index belongs to the workspace: any runtime of it will do. */
  async #withAnyRuntime<T>(work: (peer: Peer) => Promise<T>): Promise<T> {
    const { runtimeUrl, runtimeToken } = this.#options;
    const peerAt = (baseUrl: string, headers: Peer['headers'] = {}): Peer => ({ name: 'runtime', baseUrl, fetch: this.#fetch, headers });
    if (runtimeUrl !== undefined) return work(peerAt(baseUrlOf(runtimeUrl), runtimeToken === undefined ? {} : { authorization: `Bearer ${runtimeToken}` }));
    const handle = this.#pool.acquireAny() ?? (await this.#pool.acquire({ userId: this.userId ?? ORG_ONLY_USER_ID }));
    try {
      return await work(peerAt(handle.runtimeUrl));
    } finally {
      this.#pool.release(handle);
    }
  }
}
