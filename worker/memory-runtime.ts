/// <reference lib="esnext.disposable" preserve="true" />
import { DEFAULT_BUDGETS, DEFAULT_TIMEOUT_MS, ENGINE_SHARE, VERSION } from '../src/contract/defaults.ts';
import { emptyAnswer } from '../src/contract/empty-answer.ts';
import { nameOf, RuntimeError } from '../src/contract/errors.ts';
import type { DiagnosticsResponse } from '../src/contract/diagnostics.ts';
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
import type { PageSign } from '../src/contract/protocol.ts';
import type { CallOptions, RespondOptions, Runtime } from '../src/contract/runtime.ts';
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
import { withoutWords } from '../src/contract/without-words.ts';
import type { WireRequest, WireResponse } from '../src/contract/wire.ts';
import { bounded, guarded } from './bounded.ts';
import type { Clock } from './clock.ts';
import { before, Deadline } from './deadline.ts';
import type { Diagnose } from './diagnostics.ts';
import type { Embedder } from './embed/embedder.ts';
import type { Extractor } from './extract/extractor.ts';
import { importMemory } from './import-memory.ts';
import { Incidents } from './incidents.ts';
import type { Journal } from './journal.ts';
import type { Lanes } from './lanes/lane.ts';
import { permanentLane } from './lanes/permanent.ts';
import { profileLane } from './lanes/profile.ts';
import { workingLane } from './lanes/working.ts';
import { Management } from './management/management.ts';
import { OpenUser } from './open-user.ts';
import type { OrgLane } from './org-lane.ts';
import { recall } from './recall.ts';
import { RecallTimes } from './recall-times.ts';
import { respond } from './router/router.ts';
import type { Recipes } from './search/recipes.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import type { QueryEmbedding } from './search/query.ts';
import { Sessions, type SessionsParts } from './sessions.ts';
import { readStats } from './stats.ts';
import type { SessionRow } from './store/schema.ts';
import { StoreEncryptedError, StoreError, StoreKeyError } from './store/store-errors.ts';
import { CloudSync } from './sync/cloud-sync.ts';
import type { CloudTarget } from './sync/cloud-target.ts';
import type { CloudVersions } from './sync/pull-state.ts';
import { Turns } from './turns.ts';
import type { UserMemory } from './user-memory.ts';
import type { Store } from './store/store.ts';

/** What a runtime is made of; everything that touches the world is passed in. */
export interface MemoryRuntimeParts {
  readonly identity: Identity;
  /** Where vectors lie and are scanned. */
  readonly arena: VectorArena;
  readonly openUser: () => Promise<Store>;
  /** The workspace's org lane, which other runtimes may share, and the way to let go of it. */
  readonly openOrg: () => Promise<{ readonly value: OrgLane; readonly letGo: () => Promise<void> }>;
  /** Null turns embeddings off. */
  readonly embedder: Embedder | null;
  readonly extract: Extractor;
  readonly diagnose: Diagnose;
  /** How this user's memory is searched. Default: as measured best. */
  readonly recipes?: Recipes | undefined;
  readonly clock: Clock;
  readonly incidents: Incidents;
  /** A fresh id, e.g. `evt_…`. */
  readonly newId: (prefix: string) => string;
  /** Files of the sessions; null where there are none. */
  readonly journal?: Journal | null;
  /** See {@link SessionsParts.handedOn}. */
  readonly handedOn?: SessionsParts['handedOn'];
  /** Every session answers from the org lane alone. */
  readonly orgOnly?: boolean;
  /** Where session.jsonl and working_brief.json of a session are to be found. */
  readonly pathsOf: (sessionId: string) => SessionStartResponse['paths'];
  /** What the storage promises, for stats. */
  readonly persistence: () => StatsResponse['storage']['persistence'];
  /** The cloud that this memory is mirrored to; null: none. Recalls never ask it. */
  readonly cloud: CloudTarget | null;
  /** Wraps the lanes: faults are put in here by tests. */
  readonly wrapLanes?: (lanes: Lanes) => Lanes;
  /** Called when it has closed; the close waits for it. */
  readonly onClosed?: () => unknown;
}

/** What the end of a session waits for its push, in milliseconds: its callers wait five seconds, and a cloud may hang. */
const END_FLUSH_MS = 1_500;
/** What the end of a session, or of the runtime, waits for facts that an extractor is late with, in milliseconds. */
const LATE_FACTS_MS = 1_000;

type Versions = Omit<SessionStartResponse['bootstrap'], 'budgets'>;

/** What a session is told of a memory that has no cloud. */
function local({ profile, head }: UserMemory, org: OrgLane): Versions {
  return { profileVersion: profile?.version ?? 0, permanentManifestVersion: head, orgManifestVersion: org.memory.version, syncToken: null };
}

/** Versions are the cloud's where there is one: null until it has told them. */
function told(versions: CloudVersions | null): Versions {
  const { profileVersion = null, permanentManifestVersion = null, orgManifestVersion = null, syncToken = null } = versions ?? {};
  return { profileVersion, permanentManifestVersion, orgManifestVersion, syncToken };
}

/** What a recall waits for the vectors of lines said a moment ago, in milliseconds. */
const LINE_MS = 100;
/** The same with a short deadline, as a share of what is left of it. */
const LINE_SHARE = 0.5;
const NOT_OPENED =
  'The memory store could not be opened. Check that this origin may store data and that no newer version of the app has it open, then start again.';

/** The verbs of the contract over one user's memory, wherever it runs. */
export class MemoryRuntime implements Runtime {
  readonly identity: Identity;
  readonly #parts: MemoryRuntimeParts;
  readonly #user: OpenUser;
  readonly #org: OrgLane;
  readonly #letGoOfOrg: () => Promise<void>;
  readonly #sessions: Sessions;
  readonly #management: Management;
  readonly #sync: CloudSync | null;
  readonly #lanes: Lanes;
  readonly #turns: Turns;
  readonly #bootedAt: number;
  readonly #times = new RecallTimes();
  /** The latest hint of each session, while it is worked on. */
  readonly #hints = new Map<string, AbortController>();
  #closing: Promise<void> | null = null;

  /** Opens the stores and reads what is there. @throws RuntimeError runtime.bootstrap_failed */
  static async open(parts: MemoryRuntimeParts): Promise<MemoryRuntime> {
    const { identity, arena, embedder, recipes, journal = null, incidents } = parts;
    const onIncident = (what: string): void => incidents.note(what);
    const openUser = async (): Promise<OpenUser> => OpenUser.open({ identity, store: await parts.openUser(), arena, embedder, journal, recipes, onIncident });
    const opening = [openUser(), parts.openOrg()] as const;
    try {
      const [user, { value: org, letGo }] = await Promise.all(opening);
      return new MemoryRuntime(parts, user, org, letGo);
    } catch (thrown) {
      // an opening may be tried again: what did open must not stay behind
      opening[0].then((user) => user.close()).catch(() => undefined);
      opening[1].then(({ letGo }) => letGo()).catch(() => undefined);
      throw new RuntimeError('runtime.bootstrap_failed', thrown instanceof StoreError ? thrown.message : NOT_OPENED, {
        details: { reason: nameOf(thrown) },
        cause: thrown instanceof StoreError ? thrown : withoutWords(thrown),
        // with the same key it fails again
        retryable: !(thrown instanceof StoreKeyError || thrown instanceof StoreEncryptedError),
      });
    }
  }

  private constructor(parts: MemoryRuntimeParts, user: OpenUser, org: OrgLane, letGoOfOrg: () => Promise<void>) {
    const { identity, clock, newId, journal = null } = parts;
    const { log, memory, segments } = user;
    this.identity = identity;
    this.#parts = parts;
    this.#user = user;
    this.#org = org;
    this.#letGoOfOrg = letGoOfOrg;
    this.#bootedAt = clock.elapsed();
    this.#sessions = new Sessions(log, memory, { newId, now: () => this.#now(), handedOn: parts.handedOn });
    this.#turns = new Turns({
      user,
      sessions: this.#sessions,
      extract: parts.extract,
      newId,
      now: () => this.#now(),
      onIncident: (what) => parts.incidents.note(what),
    });
    const managed = { log, memory, segments, newId, journal, now: () => this.#now() };
    const lanes: Lanes = {
      profile: profileLane(() => memory.profile),
      working: workingLane(memory),
      permanent: permanentLane(memory),
      org: org.lane,
    };
    this.#lanes = parts.wrapLanes?.(lanes) ?? lanes;
    this.#sync = parts.cloud && this.#mirror(parts.cloud);
    this.#management = new Management({ user, org, sync: this.#sync, clock, parts: managed, assertOpen: () => this.#assertOpen() });
    user.onForgotten(() => org.memory.chunks.forgetQueries(this));
  }

  #mirror(target: CloudTarget): CloudSync {
    const { clock, newId, orgOnly, incidents, journal = null } = this.#parts;
    return new CloudSync({
      identity: this.identity,
      target,
      userId: orgOnly ? null : this.identity.userId,
      user: this.#user,
      org: this.#org,
      journal,
      clock,
      newId,
      now: () => this.#now(),
      fetch: (url, init) => fetch(url, init),
      onIncident: (what) => incidents.note(what),
    });
  }

  respond(request: WireRequest, options?: RespondOptions): Promise<WireResponse> {
    return respond({ runtime: this, management: this.#management }, request, options);
  }

  /** The page of this runtime has learned something of itself. */
  notice(sign: PageSign): void {
    this.#sync?.notice(sign);
    // what failed may be tried again
    if (sign === 'online') this.#org.catchUp().catch(() => undefined);
  }

  /** Something that this runtime shares went wrong and was survived. */
  noteIncident(what: string): void {
    this.#parts.incidents.note(what);
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
      const { filing, store, memory } = this.#user;
      this.#assertIdentity(request);
      const [news] = await Promise.all([this.#sync?.news(), this.#sessions.open(request, this.#now())]);
      // what a session that goes on was about is read here, and not while its first recall waits
      memory.callOf(request.sessionId);
      await filing.opened(request.sessionId, () => store.scan('events', { index: 'bySession', equals: request.sessionId }));
      return {
        sessionId: request.sessionId,
        bootstrap: {
          ...(news === undefined ? local(memory, this.#org) : told(news)),
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
    const find = async (): Promise<SessionRow> => {
      await this.#catchUp();
      return this.#sessions.find(request.sessionId);
    };
    const session = await guarded('search_memory', () => before(deadline.left(), find(), null));
    if (!session) return emptyAnswer(deadline.spent(), 'the store gave no answer in time');
    const answer = await this.#recall(request, session, deadline);
    this.#times.note(answer.trace);
    this.#sync?.glance();
    return answer;
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
      asker: this,
      orgOnly: this.#parts.orgOnly === true || session.mode === 'org_only',
      before: () =>
        this.#user.memory.linesBefore(session.id, (text) => this.#user.backfill.query(text, Math.min(LINE_MS, deadline.left() * LINE_SHARE), signal)),
      embed: (text, ms) => this.#embed(text, ms, signal),
    });
  }

  /** A query's embedding. None while the org lane's vectors are not there yet: an answer without them would not say so. */
  async #embed(text: string, ms: number, signal?: AbortSignal): Promise<QueryEmbedding> {
    const own = await this.#user.backfill.query(text, ms, signal);
    return own.vector && !this.#org.backfill.ready ? { vector: null, reason: 'loading' } : own;
  }

  /** Reads what another process wrote, where nothing tells of it. */
  async #catchUp(): Promise<void> {
    await this.#user.catchUp();
    await this.#org.catchUp();
  }

  afterTurn(request: TurnAfterRequest, options: CallOptions = {}): Promise<TurnAfterResponse> {
    return this.#bounded('turn/after', options, () => this.#turns.save(request));
  }

  endSession(request: SessionEndRequest, options: CallOptions = {}): Promise<FlushResponse> {
    return this.#bounded('session/end', options, async () => {
      await this.#turns.settled(LATE_FACTS_MS);
      await this.#sessions.end(request.sessionId, request.reason, this.#now());
      await this.#user.filing.brief(request.sessionId);
      return this.#flushed(END_FLUSH_MS);
    });
  }

  flush({ deadlineMs }: SyncFlushRequest, options: CallOptions = {}): Promise<FlushResponse> {
    return this.#bounded('sync/flush', options, () => this.#flushed(deadlineMs));
  }

  stats(options: CallOptions = {}): Promise<StatsResponse> {
    return this.#bounded('stats', options, () =>
      readStats({
        user: this.#user,
        org: this.#org,
        embedder: this.#parts.embedder,
        sessions: this.#sessions,
        incidents: this.#parts.incidents,
        persistence: this.#parts.persistence(),
        sync: this.#sync,
      }),
    );
  }

  diagnostics(options: CallOptions = {}): Promise<DiagnosticsResponse> {
    return this.#bounded('diagnostics', options, async () => {
      const { identity, arena, embedder, orgOnly, journal, recipes, incidents, clock } = this.#parts;
      return this.#parts.diagnose({
        identity,
        arena,
        embedder,
        user: this.#user,
        stats: () => this.stats(options),
        incidents: incidents.list,
        recalls: this.#times.report(),
        config: {
          embeddings: embedder !== null,
          orgOnly: orgOnly === true,
          cloud: this.#sync !== null,
          journal: Boolean(journal),
          ownRecipes: recipes !== undefined,
        },
        uptimeMs: Math.round(clock.elapsed() - this.#bootedAt),
        now: clock.now(),
      });
    });
  }

  importMemory(request: ImportRequest, options: CallOptions = {}): Promise<ImportResponse> {
    return this.#bounded('memory/import', options, () =>
      importMemory(request, this.#user.log, this.#user.memory, this.#parts.newId, this.#now(), options.signal),
    );
  }

  createIndex(request: IndexCreateRequest, options: CallOptions = {}): Promise<IndexCreateResponse> {
    return this.#bounded('index/create', options, () => this.#org.create(request, this.#now()));
  }

  listIndexes(options: CallOptions = {}): Promise<IndexListResponse> {
    return this.#bounded('index/list', options, () => this.#org.list());
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await this.#turns.settled(LATE_FACTS_MS);
    await this.#sync?.close();
    // what fails to close must not keep the rest open
    try {
      await this.#user.close();
    } finally {
      try {
        await this.#letGoOfOrg();
      } finally {
        await this.#parts.onClosed?.();
      }
    }
  }

  /** Without a cloud everything that waits goes on waiting, and the answer comes at once. */
  async #flushed(deadlineMs: number): Promise<FlushResponse> {
    if (this.#sync) return { status: 'ok', ...(await this.#sync.flush(deadlineMs)) };
    return { status: 'ok', pushed: 0, pending: await this.#user.store.count('outbox') };
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
