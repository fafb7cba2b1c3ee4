/// <reference lib="esnext.disposable" preserve="true" />
import { LIMITS } from '../../contract/defaults.ts';
import type { RecallTrace } from '../../contract/types.ts';
import { uuid } from '../../contract/uuid.ts';
import { CALL_LIMITS, DEFAULT_CLOUD_BASE_URL, DEFAULT_RUNTIME_URL, ORG_ONLY_USER_ID } from '../defaults.ts';
import { MemoAirVoiceMemoryError, RuntimeManagerError } from '../errors.ts';
import { importLivekit, livekitTool, pipecatTool, type LivekitAgents, type LivekitToolOf, type PipecatTool } from '../frameworks.ts';
import { deepFreeze, field, isObject, type JsonObject } from '../json.ts';
import { baseUrlOf, required, warnAboutBinary, type MemoAirVoiceMemoryOptions } from '../memory-options.ts';
import type { AfterTurnOptions, EndSessionOptions, SearchOptions, StartSessionOptions } from '../memory-calls.ts';
import {
  DEFAULT_INTENT,
  realtimeToolSchema,
  responsesToolSchema,
  toolSchema,
  type RealtimeToolSchema,
  type ResponsesToolSchema,
  type ToolSchema,
} from '../schema.ts';
import { identityMismatch, notFound } from '../start-runtime.ts';
import { memoryTool, type ToolAnswer } from '../tool.ts';
import type { BlockingClient } from './blocking-client.ts';
import { BlockingPeer } from './blocking-peer.ts';
import { memoryToolSync, type MemoryToolSync } from './tool-sync.ts';

/** Starts what answers at `memory.runtimeUrl`, and returns when it is there. */
export interface RuntimeManagerSync {
  /** @throws RuntimeManagerError when there is none to start */
  ensureRunning(memory: BlockingMemory, timeoutS: number): void;
}

/** Options of {@link MemoAirVoiceMemorySync}: those of MemoAirVoiceMemory, but for what carries the calls. */
export interface MemoAirVoiceMemorySyncOptions extends Omit<MemoAirVoiceMemoryOptions, 'client' | 'runtimeManager' | 'startRuntime' | 'ports'> {
  /** Makes the calls; may be shared, and is then closed by whoever created it. */
  readonly client?: BlockingClient;
  /** Starts a runtime when none answers. */
  readonly runtimeManager?: RuntimeManagerSync;
}

/** What differs between Node and a browser. */
export interface BlockingPlatform {
  /** A client of this memory's own. @throws MemoAirVoiceMemoryError where there is none to be had in this moment */
  createClient(): BlockingClient;
  /** Begins to start a runtime and returns what stops it; null where none can be started. @throws RuntimeManagerError */
  readonly start: ((memory: BlockingMemory) => () => void) | null;
}

/** Between two looks whether a runtime that was started answers, in milliseconds. */
const LOOK_MS = 50;

/** {@link MemoAirVoiceMemorySync} without the platform's part. */
export class BlockingMemory implements Disposable {
  readonly projectId: string;
  readonly userId: string;
  readonly agentId: string | null;
  readonly apiKey: string | null;
  readonly internalToken: string | null;
  readonly runtimeUrl: string;
  readonly runtimeToken: string | null;
  readonly sessionId: string;
  readonly satham: JsonObject;
  readonly cloudBaseUrl: string;
  readonly storageRoot: string | null;
  readonly runtimeBinary: string | null;
  readonly orgOnly: boolean;
  readonly #peer: BlockingPeer;
  /** Null when someone else's is used. */
  readonly #ownClient: BlockingClient | null;
  readonly #platform: BlockingPlatform;
  readonly #manager: RuntimeManagerSync | null;
  readonly #autoStart: boolean;
  #stopRuntime: (() => void) | null = null;
  #bootstrap: JsonObject | null = null;
  #paths: JsonObject | null = null;
  #started = false;
  #toolTimeoutMs: number = CALL_LIMITS.searchTimeoutMs;

  constructor(options: MemoAirVoiceMemorySyncOptions, platform: BlockingPlatform) {
    this.orgOnly = options.orgOnly ?? false;
    this.projectId = required('projectId', options.projectId);
    this.userId = this.orgOnly ? options.userId || ORG_ONLY_USER_ID : required('userId', options.userId);
    this.agentId = options.agentId ?? null;
    this.apiKey = options.apiKey ?? null;
    this.internalToken = options.internalToken ?? null;
    this.runtimeUrl = baseUrlOf(options.runtimeUrl ?? DEFAULT_RUNTIME_URL);
    this.runtimeToken = options.runtimeToken ?? null;
    this.sessionId = options.sessionId || uuid();
    this.satham = options.satham ?? { variant: 'default' };
    this.cloudBaseUrl = baseUrlOf(options.cloudBaseUrl ?? DEFAULT_CLOUD_BASE_URL);
    this.storageRoot = options.storageRoot ?? null;
    this.runtimeBinary = options.runtimeBinary ?? null;
    warnAboutBinary('MemoAirVoiceMemorySync', options);
    this.#platform = platform;
    this.#manager = options.runtimeManager ?? null;
    this.#autoStart = options.autoStartRuntime ?? true;
    this.#ownClient = options.client ? null : platform.createClient();
    this.#peer = new BlockingPeer((options.client ?? this.#ownClient)!, this.runtimeUrl, this.runtimeToken);
  }

  /** What the last session/start told: versions and budgets. Null before. */
  get bootstrap(): JsonObject | null {
    return this.#bootstrap;
  }

  /** Where the runtime keeps the session. Null before it started. */
  get paths(): JsonObject | null {
    return this.#paths;
  }

  /**
   * Opens the session. Starts a runtime first, when none answers.
   *
   * @returns the runtime's answer: `{ sessionId, bootstrap, paths }`
   * @throws MemoAirVoiceMemoryError `runtime.identity_mismatch` when the runtime is another user's, `runtime.not_found`
   * and `runtime.start_failed` when there is none
   */
  startSession(options: StartSessionOptions = {}): JsonObject {
    const { metadata = {}, timeoutS = CALL_LIMITS.startTimeoutS } = options;
    this.#findRuntime(timeoutS);
    const { sessionId, satham, userId, projectId: workspaceId } = this;
    const body = { sessionId, workspaceId, userId, satham, metadata, ...(this.orgOnly ? { mode: 'org_only' } : {}) };
    const answer = asObject(this.#peer.post('/v1/runtime/session/start', body, timeoutS * 1000), 'session/start');
    this.#bootstrap = objectOf(answer['bootstrap']);
    this.#paths = objectOf(answer['paths']);
    this.#started = true;
    return answer;
  }

  /** Closes the session: the runtime keeps its brief and pushes what waits for the cloud. Returns the runtime's answer. */
  endSession(options: EndSessionOptions = {}): JsonObject {
    const { reason = 'completed', timeoutS = CALL_LIMITS.endTimeoutS } = options;
    const answer = this.#peer.post('/v1/runtime/session/end', { sessionId: this.sessionId, reason }, timeoutS * 1000);
    this.#started = false;
    return isObject(answer) ? answer : { status: 'ok' };
  }

  /**
   * One recall, answered as the runtime sends it. The runtime is told `timeoutMs` and answers earlier.
   *
   * @throws MemoAirVoiceMemoryError `runtime.timeout` when it does not
   */
  searchMemory(query: string, options: Omit<SearchOptions, 'signal'> = {}): JsonObject {
    const { intent = DEFAULT_INTENT, topK, timeoutMs = CALL_LIMITS.searchTimeoutMs } = options;
    const lanes = options.lanes ?? (this.orgOnly ? ['org'] : undefined);
    const body = {
      sessionId: this.sessionId,
      query,
      intent,
      includeSources: true,
      timeoutMs: Math.min(Math.max(1, timeoutMs), LIMITS.timeoutMs),
      ...(lanes ? { lanes } : {}),
      ...(topK ? { topK } : {}),
    };
    return asObject(this.#peer.post('/v1/runtime/search_memory', body, timeoutMs), 'search_memory');
  }

  /** A tool to register with a model. `searchMemoryTimeoutMs` holds for all tools of this memory, from now on. */
  searchMemoryTool(options: { readonly searchMemoryTimeoutMs?: number } = {}): MemoryToolSync {
    this.#toolTimeoutMs = options.searchMemoryTimeoutMs ?? this.#toolTimeoutMs;
    return memoryToolSync((query, intent) => this.#answerTool(query, intent));
  }

  /**
   * Tells the runtime what the user seems to be saying, from a partial transcript: a search for the same text is faster
   * then. Never throws.
   *
   * @returns true when the search is prepared; false too where the runtime knows no hints
   */
  hint(partial: string): boolean {
    if (this.orgOnly) return false;
    try {
      return field(this.#peer.post('/v1/local/hint', { sessionId: this.sessionId, query: partial }, CALL_LIMITS.hintTimeoutMs), 'ready') === true;
    } catch {
      return false;
    }
  }

  /**
   * Keeps a completed turn, as well as may be: a runtime that is late, away or failing is reported on the console, and null
   * is returned.
   *
   * @returns the runtime's `localEventId`
   * @throws MemoAirVoiceMemoryError when the runtime refuses the turn (4xx): it would refuse it again
   */
  afterTurn(options: AfterTurnOptions): string | null {
    if (this.orgOnly) return null;
    const { turnId, userText, assistantText, toolCalls = [], metadata = {}, timeoutS = CALL_LIMITS.afterTurnTimeoutS } = options;
    const body = { sessionId: this.sessionId, turnId, userText, assistantText, toolCalls, metadata };
    try {
      const localEventId = field(this.#peer.post('/v1/runtime/turn/after', body, timeoutS * 1000), 'localEventId');
      return typeof localEventId === 'string' ? localEventId : null;
    } catch (thrown) {
      if (!(thrown instanceof MemoAirVoiceMemoryError)) throw thrown;
      const { statusCode, code } = thrown;
      if (statusCode !== null && statusCode >= 400 && statusCode < 500) throw thrown;
      console.warn(`MemoAirVoiceMemorySync: a turn was not kept: ${code}${statusCode === null ? '' : ` (${statusCode})`}.`);
      return null;
    }
  }

  /** The tool as OpenAI takes it: for Chat Completions, or flat for `responses` and `realtime`. */
  toOpenaiFunction(): ToolSchema;
  toOpenaiFunction(api: 'responses'): ResponsesToolSchema;
  toOpenaiFunction(api: 'realtime'): RealtimeToolSchema;
  toOpenaiFunction(api?: 'responses' | 'realtime'): ToolSchema | ResponsesToolSchema | RealtimeToolSchema {
    return api === 'responses' ? responsesToolSchema() : api === 'realtime' ? realtimeToolSchema() : toolSchema();
  }

  /** The tool as `@livekit/agents` makes one, from the package that is passed, or else imported. Each call of it blocks. */
  toLivekitTool<A extends LivekitAgents>(agents: A): LivekitToolOf<A>;
  toLivekitTool(): Promise<unknown>;
  toLivekitTool(agents?: LivekitAgents): unknown {
    const tool = memoryTool(async (query, { intent }) => this.#answerTool(query, intent));
    return agents ? livekitTool(tool, agents) : importLivekit().then((imported) => livekitTool(tool, imported));
  }

  /** Name, schema and handler, as Pipecat's client registers a function. Each call of it blocks. */
  toPipecatTool(): PipecatTool {
    return pipecatTool(memoryTool(async (query, { intent }) => this.#answerTool(query, intent)));
  }

  /** Stops the runtime that this memory started, if it did, and ends its own thread. Idempotent; does not end the session. */
  close(): void {
    this.#stopOwnRuntime();
    this.#ownClient?.close();
  }

  /** Ends the session that is open, then {@link close}. */
  [Symbol.dispose](): void {
    try {
      if (this.#started) this.endSession({ reason: 'context_manager_exit' });
    } finally {
      this.close();
    }
  }

  #answerTool(query: string, intent: string | undefined): ToolAnswer {
    const { contextText, trace } = this.searchMemory(query, { intent, timeoutMs: this.#toolTimeoutMs });
    return { contextText: typeof contextText === 'string' ? contextText : '', trace: isObject(trace) ? (deepFreeze(trace) as Partial<RecallTrace>) : null };
  }

  #findRuntime(timeoutS: number): void {
    let health = this.#peer.health(this.#autoStart ? CALL_LIMITS.probeTimeoutMs : timeoutS * 1000);
    if (health === null && this.#autoStart) {
      this.#startRuntime(timeoutS);
      health = this.#peer.health(timeoutS * 1000);
    }
    const [workspaceId, userId] = [field(health, 'workspaceId'), field(health, 'userId')];
    // a runtime that does not say whose it is, is not refused here: it answers session/start for itself
    if (typeof workspaceId === 'string' && typeof userId === 'string' && workspaceId !== '' && userId !== '') {
      const identity = { workspaceId: this.projectId, userId: this.userId };
      if (workspaceId !== identity.workspaceId || userId !== identity.userId) throw identityMismatch(this.runtimeUrl, { workspaceId, userId }, identity);
    }
  }

  #stopOwnRuntime(): void {
    const stop = this.#stopRuntime;
    this.#stopRuntime = null;
    stop?.();
  }

  #startRuntime(timeoutS: number): void {
    const { start } = this.#platform;
    try {
      if (this.#manager) return this.#manager.ensureRunning(this, timeoutS);
      if (!start) throw new RuntimeManagerError(`No runtime answers at ${this.runtimeUrl}, and there is none to start.`);
      this.#stopOwnRuntime();
      this.#stopRuntime = start(this);
    } catch (thrown) {
      throw thrown instanceof RuntimeManagerError ? notFound(thrown.message, thrown) : thrown;
    }
    const end = performance.now() + timeoutS * 1000;
    while (performance.now() < end) {
      if (this.#peer.health(CALL_LIMITS.probeTimeoutMs) !== null) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
    }
    // another try starts another
    this.#stopOwnRuntime();
    throw new MemoAirVoiceMemoryError({
      code: 'runtime.start_failed',
      message: `The runtime that was started did not answer at ${this.runtimeUrl} within ${timeoutS} s.`,
      details: { runtimeUrl: this.runtimeUrl, timeoutS },
    });
  }
}

function asObject(answer: unknown, call: string): JsonObject {
  if (isObject(answer)) return answer;
  throw new MemoAirVoiceMemoryError({ code: 'runtime.internal', message: `The answer to ${call} is not a JSON object.` });
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
