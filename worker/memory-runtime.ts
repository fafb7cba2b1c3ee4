import { DEFAULT_BUDGETS, DEFAULT_TIMEOUT_MS, ENGINE_SHARE, VERSION } from '../src/contract/defaults.ts';
import { emptyAnswer } from '../src/contract/empty-answer.ts';
import { RuntimeError } from '../src/contract/errors.ts';
import type {
  HintRequest,
  HintResponse,
  ImportRequest,
  ImportResponse,
  IndexCreateRequest,
  IndexCreateResponse,
  IndexListResponse,
  StatsResponse,
} from '../src/contract/local.ts';
import type { CallOptions, Runtime } from '../src/contract/runtime.ts';
import type {
  FlushResponse,
  HealthResponse,
  Identity,
  SearchRequest,
  SearchResponse,
  SessionEndRequest,
  SessionStartRequest,
  SessionStartResponse,
  SyncFlushRequest,
  TurnAfterRequest,
  TurnAfterResponse,
} from '../src/contract/types.ts';
import { bounded, guarded } from './bounded.ts';
import type { Clock } from './clock.ts';
import { before, Deadline } from './deadline.ts';
import { Backfill, type Embedded } from './embed/backfill.ts';
import type { Embedder } from './embed/embedder.ts';
import type { Extractor } from './extract/extractor.ts';
import { importMemory } from './import-memory.ts';
import { Incidents } from './incidents.ts';
import type { Lanes } from './lanes/lane.ts';
import { orgLane } from './lanes/org.ts';
import { permanentLane } from './lanes/permanent.ts';
import { profileLane } from './lanes/profile.ts';
import { workingLane } from './lanes/working.ts';
import { Log } from './log.ts';
import { OrgMemory } from './org-memory.ts';
import { connectPeers, type Peers } from './peers.ts';
import { recall } from './recall.ts';
import { turnEntry } from './remember.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { Segments } from './segments/segments.ts';
import { Sessions } from './sessions.ts';
import { readStats } from './stats.ts';
import { turnKey, type SessionRow } from './store/schema.ts';
import type { Store, StoreProvider } from './store/store.ts';
import { UserMemory } from './user-memory.ts';

/** What a runtime is made of; everything that touches the world is passed in. */
export interface MemoryRuntimeParts {
  readonly identity: Identity;
  /** Where vectors lie and are scanned; ended with the runtime. */
  readonly arena: VectorArena;
  readonly stores: StoreProvider;
  /** Null turns embeddings off. */
  readonly embedder: Embedder | null;
  readonly extract: Extractor;
  readonly clock: Clock;
  readonly incidents: Incidents;
  /** A fresh id, e.g. `evt_…`. */
  readonly newId: (prefix: string) => string;
  /** Where session.jsonl and working_brief.json of a session are to be found. */
  readonly pathsOf: (sessionId: string) => SessionStartResponse['paths'];
  /** What the storage promises, for stats. */
  readonly persistence: () => StatsResponse['storage']['persistence'];
  /** A cloud is configured. This version does not speak to it: answers are local, and say so. */
  readonly cloud: boolean;
  /** Wraps the lanes: faults are put in here by tests. */
  readonly wrapLanes?: (lanes: Lanes) => Lanes;
}

/** The verbs of the contract over one user's memory, wherever it runs. */
export class MemoryRuntime implements Runtime {
  readonly identity: Identity;
  readonly #parts: MemoryRuntimeParts;
  readonly #store: Store;
  readonly #orgStore: Store;
  readonly #memory: UserMemory;
  readonly #org: OrgMemory;
  readonly #log: Log;
  readonly #sessions: Sessions;
  readonly #backfill: Backfill;
  readonly #lanes: Lanes;
  readonly #peers: readonly Peers[];
  readonly #orgPeers: Peers;
  readonly #bootedAt: number;
  /** The latest hint of each session, while it is worked on. */
  readonly #hints = new Map<string, AbortController>();
  #closing: Promise<void> | null = null;

  /** Opens the stores and reads what is there. @throws RuntimeError runtime.bootstrap_failed */
  static async open(parts: MemoryRuntimeParts): Promise<MemoryRuntime> {
    const opening = [parts.stores.openUser(), parts.stores.openOrg()] as const;
    try {
      const [store, orgStore] = await Promise.all(opening);
      const { arena } = parts;
      const note = (what: string): void => parts.incidents.note(what);
      const [segments, orgSegments] = [new Segments(store, note), new Segments(orgStore, note)];
      await Promise.all([segments.open(), orgSegments.open()]);
      const memory = new UserMemory(arena, note, (passage) => segments.counted(passage));
      const org = new OrgMemory(arena, (passage) => orgSegments.counted(passage));
      await Promise.all([memory.catchUp(store), org.catchUp(orgStore)]);
      const targets = [
        { segments, indexes: [memory.facts, memory.episodes] },
        { segments: orgSegments, indexes: [org.chunks] },
      ];
      return new MemoryRuntime(parts, store, orgStore, memory, org, targets);
    } catch (thrown) {
      // an opening may be tried again: what did open must not stay behind
      for (const opened of opening) opened.then((store) => store.close()).catch(() => undefined);
      throw new RuntimeError(
        'runtime.bootstrap_failed',
        'The memory store could not be opened. Check that this origin may store data and that no newer version of the app has it open, then start again.',
        {
          details: { reason: thrown instanceof Error ? thrown.name : 'Error' },
          cause: thrown,
        },
      );
    }
  }

  private constructor(parts: MemoryRuntimeParts, store: Store, orgStore: Store, memory: UserMemory, org: OrgMemory, targets: readonly Embedded[]) {
    this.identity = parts.identity;
    this.#parts = parts;
    this.#store = store;
    this.#orgStore = orgStore;
    this.#memory = memory;
    this.#org = org;
    this.#bootedAt = parts.clock.elapsed();
    const { workspaceId, userId } = parts.identity;
    const follow = (read: () => Promise<void>, what: string) => (): void => {
      read()
        .then(() => this.#backfill.notify())
        .catch(() => this.#closing ?? parts.incidents.note(`${what} changed, but could not be read`));
    };
    const readUser = follow(() => this.#log.catchUp(), 'the memory');
    const readOrg = follow(() => org.catchUp(orgStore), 'the org lane');
    const userPeers = connectPeers(`memoair/user/${JSON.stringify([workspaceId, userId])}`, readUser);
    this.#orgPeers = connectPeers(`memoair/org/${JSON.stringify(workspaceId)}`, readOrg);
    this.#peers = [userPeers, this.#orgPeers];
    this.#log = new Log(store, memory, () => {
      this.#backfill.notify();
      userPeers.announce();
    });
    this.#sessions = new Sessions(this.#log, memory, parts.newId);
    this.#backfill = new Backfill({
      embedder: parts.embedder,
      targets,
      onIncident: (what) => parts.incidents.note(what),
    });
    const lanes: Lanes = { profile: profileLane(() => memory.profile), working: workingLane(memory), permanent: permanentLane(memory), org: orgLane(org) };
    this.#lanes = parts.wrapLanes?.(lanes) ?? lanes;
    this.#backfill.start();
    // what was written while this runtime opened was announced before it could hear
    readUser();
    readOrg();
  }

  async health(): Promise<HealthResponse> {
    return {
      status: 'ok',
      version: VERSION,
      active_sessions: this.#sessions.active,
      uptime_ms: Math.round(this.#parts.clock.elapsed() - this.#bootedAt),
      ...this.identity,
    };
  }

  startSession(request: SessionStartRequest, options: CallOptions = {}): Promise<SessionStartResponse> {
    return this.#bounded('session/start', options, async () => {
      this.#assertIdentity(request);
      await this.#sessions.open(request, this.#now());
      return {
        sessionId: request.sessionId,
        bootstrap: {
          // versions are the cloud's where there is one: null until it has been asked
          profileVersion: this.#parts.cloud ? null : (this.#memory.profile?.version ?? 0),
          permanentManifestVersion: this.#parts.cloud ? null : this.#memory.head,
          orgManifestVersion: this.#parts.cloud ? null : this.#org.version,
          syncToken: null,
          budgets: DEFAULT_BUDGETS,
        },
        paths: this.#parts.pathsOf(request.sessionId),
      };
    });
  }

  async searchMemory(request: SearchRequest, options: CallOptions = {}): Promise<SearchResponse> {
    this.#assertOpen();
    const budget = options.deadline === undefined ? (request.timeoutMs ?? DEFAULT_TIMEOUT_MS) * ENGINE_SHARE : options.deadline - this.#parts.clock.now();
    const deadline = new Deadline(this.#parts.clock, Math.max(1, Math.min(budget, request.timeoutMs)));
    const session = await guarded('search_memory', () => before(deadline.left(), this.#sessions.find(request.sessionId), null));
    if (!session) return emptyAnswer(deadline.spent(), 'the store gave no answer in time');
    return this.#recall(request, session, deadline);
  }

  /** A search whose answer nobody waits for. It leaves its embedding and rankings behind, which is what it is for. */
  hint({ sessionId, query }: HintRequest, options: CallOptions = {}): Promise<HintResponse> {
    return this.#bounded('hint', options, async () => {
      const session = await this.#sessions.find(sessionId);
      this.#hints.get(sessionId)?.abort();
      const superseded = new AbortController();
      this.#hints.set(sessionId, superseded);
      const request: SearchRequest = { sessionId, query, intent: 'speculative', includeSources: false, timeoutMs: DEFAULT_TIMEOUT_MS };
      const { trace } = await this.#recall(request, session, new Deadline(this.#parts.clock, DEFAULT_TIMEOUT_MS), superseded.signal);
      if (this.#hints.get(sessionId) === superseded) this.#hints.delete(sessionId);
      return { status: 'ok', ready: !trace.degraded };
    });
  }

  #recall(request: SearchRequest, session: SessionRow, deadline: Deadline, signal?: AbortSignal): Promise<SearchResponse> {
    return recall(request, {
      lanes: this.#lanes,
      budgets: DEFAULT_BUDGETS,
      deadline,
      orgOnly: session.mode === 'org_only',
      embed: (text, ms) => this.#backfill.query(text, ms, signal),
    });
  }

  afterTurn(request: TurnAfterRequest, options: CallOptions = {}): Promise<TurnAfterResponse> {
    return this.#bounded('turn/after', options, async () => {
      const { extract, newId } = this.#parts;
      const key = turnKey(request.sessionId, request.turnId);
      try {
        await this.#sessions.find(request.sessionId);
      } catch (thrown) {
        // sent again after its session has ended: it is stored all the same
        const stored = await this.#store.get('turns', key);
        if (stored) return { status: 'ok', localEventId: stored.eventId };
        throw thrown;
      }
      const eventId = newId('evt');
      const outcome = await this.#log.append(
        (seq) => turnEntry(request, this.#sessions.require(request.sessionId), eventId, seq, this.#now(), { memory: this.#memory, extract, newId }),
        { absent: { table: 'turns', key } },
      );
      // another tab was faster with the same turn
      const first = outcome === 'exists' ? await this.#store.get('turns', key) : undefined;
      return { status: 'ok', localEventId: first?.eventId ?? eventId };
    });
  }

  endSession(request: SessionEndRequest, options: CallOptions = {}): Promise<FlushResponse> {
    return this.#bounded('session/end', options, async () => {
      await this.#sessions.end(request.sessionId, request.reason, this.#now());
      return this.#flushed();
    });
  }

  flush(_request: SyncFlushRequest, options: CallOptions = {}): Promise<FlushResponse> {
    return this.#bounded('sync/flush', options, () => this.#flushed());
  }

  stats(options: CallOptions = {}): Promise<StatsResponse> {
    return this.#bounded('stats', options, () =>
      readStats({
        memory: this.#memory,
        org: this.#org,
        store: this.#store,
        backfill: this.#backfill,
        embedder: this.#parts.embedder,
        sessions: this.#sessions,
        incidents: this.#parts.incidents,
        persistence: this.#parts.persistence(),
        cloud: this.#parts.cloud,
      }),
    );
  }

  importMemory(request: ImportRequest, options: CallOptions = {}): Promise<ImportResponse> {
    return this.#bounded('memory/import', options, () => importMemory(request, this.#log, this.#memory, this.#parts.newId, this.#now(), options.signal));
  }

  createIndex(request: IndexCreateRequest, options: CallOptions = {}): Promise<IndexCreateResponse> {
    return this.#bounded('index/create', options, async () => {
      const response = await this.#org.create(this.#orgStore, request, this.#now());
      this.#backfill.notify();
      this.#orgPeers.announce();
      return response;
    });
  }

  listIndexes(options: CallOptions = {}): Promise<IndexListResponse> {
    return this.#bounded('index/list', options, () => this.#org.list(this.#orgStore));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#log.idle();
    await this.#backfill.close();
    for (const peer of this.#peers) peer.close();
    this.#parts.arena.close();
    await Promise.all([this.#store.close(), this.#orgStore.close()]);
  }

  /** No cloud is configured: everything that waits goes on waiting, and the answer comes at once. */
  async #flushed(): Promise<FlushResponse> {
    return { status: 'ok', pushed: 0, pending: await this.#store.count('outbox') };
  }

  #now(): string {
    return new Date(this.#parts.clock.now()).toISOString();
  }

  #assertIdentity(request: Identity): void {
    const { workspaceId, userId } = this.identity;
    if (request.workspaceId === workspaceId && request.userId === userId) return;
    throw new RuntimeError('runtime.identity_mismatch', 'This runtime belongs to another workspace or user. Open a runtime for the one you mean.', {
      details: { workspaceId: request.workspaceId === workspaceId, userId: request.userId === userId },
    });
  }

  #assertOpen(): void {
    if (this.#closing) throw new RuntimeError('runtime.internal', 'The runtime was closed. Create it again.', { details: { reason: 'closed' } });
  }

  #bounded<T>(doing: string, options: CallOptions, work: () => Promise<T>): Promise<T> {
    return bounded(doing, this.#parts.clock, options, async () => {
      this.#assertOpen();
      return work();
    });
  }
}
