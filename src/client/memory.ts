/// <reference lib="esnext.disposable" preserve="true" />
import { LIMITS } from '../contract/defaults.ts';
import type { RecallTrace } from '../contract/types.ts';
import { uuid } from '../contract/uuid.ts';
import { loopbackFetch } from '../loopback/fetch.ts';
import { pagePorts } from '../loopback/ports.ts';
import { CALL_LIMITS, DEFAULT_CLOUD_BASE_URL, DEFAULT_RUNTIME_URL, ORG_ONLY_USER_ID } from './defaults.ts';
import { MemoAirVoiceMemoryError, RuntimeManagerError } from './errors.ts';
import { importLivekit, livekitTool, pipecatTool, type LivekitAgents, type LivekitToolOf, type PipecatTool } from './frameworks.ts';
import { deepFreeze, field, isObject, type JsonObject } from './json.ts';
import { LocalRuntime } from './local-runtime.ts';
import type { AfterTurnOptions, EndSessionOptions, SearchOptions, StartSessionOptions } from './memory-calls.ts';
import { baseUrlOf, required, warnAboutBinary, type MemoAirVoiceMemoryOptions, type RuntimeManager } from './memory-options.ts';
import { callPeer, type Peer } from './peer.ts';
import {
  DEFAULT_INTENT,
  realtimeToolSchema,
  responsesToolSchema,
  toolSchema,
  type RealtimeToolSchema,
  type ResponsesToolSchema,
  type ToolSchema,
} from './schema.ts';
import { identityMismatch, notFound } from './start-runtime.ts';
import { memoryTool, type MemoryTool } from './tool.ts';

export type { AfterTurnOptions, EndSessionOptions, SearchOptions, StartSessionOptions } from './memory-calls.ts';

/**
 * One session with one runtime: the class to build an adapter on. Apps take {@link MemoAirVoiceClient}.
 *
 * Every method rejects with {@link MemoAirVoiceMemoryError}: as the runtime says, `runtime.timeout` when it is late,
 * `runtime.not_found` when nothing answers.
 *
 * @example
 * ```ts
 * await using memory = new MemoAirVoiceMemory({ projectId: 'proj_1', userId: 'caller_42', startRuntime: createRuntime });
 * await memory.startSession();
 * const tool = memory.searchMemoryTool();
 * const context = await tool('what timezone do I use');
 * await memory.afterTurn({ turnId: 'turn-1', userText: 'I live in Delhi.', assistantText: 'Noted.' });
 * ```
 */
export class MemoAirVoiceMemory implements AsyncDisposable {
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
  readonly #peer: Peer;
  readonly #manager: RuntimeManager | null;
  readonly #own: LocalRuntime | null;
  readonly #autoStart: boolean;
  #bootstrap: JsonObject | null = null;
  #paths: JsonObject | null = null;
  #started = false;
  #toolTimeoutMs: number = CALL_LIMITS.searchTimeoutMs;

  /** @throws TypeError when projectId, or userId without orgOnly, is missing or empty */
  constructor(options: MemoAirVoiceMemoryOptions) {
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
    warnAboutBinary('MemoAirVoiceMemory', options);
    const ports = options.ports ?? pagePorts();
    const { agentId, apiKey, cloudBaseUrl, orgOnly, storageRoot, runtimeBinary } = this;
    const context = { agentId, apiKey: apiKey ?? this.internalToken, cloudBaseUrl, orgOnly, storageRoot, runtimeBinary, getToken: null };
    this.#own = options.startRuntime && !options.runtimeManager ? new LocalRuntime(options.startRuntime, context, ports) : null;
    this.#manager = options.runtimeManager ?? this.#own;
    this.#autoStart = options.autoStartRuntime ?? true;
    this.#peer = {
      name: 'runtime',
      baseUrl: this.runtimeUrl,
      fetch: loopbackFetch(ports, options.client),
      headers: this.runtimeToken === null ? {} : { authorization: `Bearer ${this.runtimeToken}` },
    };
  }

  /** What the last session/start told: versions and budgets. Null before. */
  get bootstrap(): JsonObject | null {
    return this.#bootstrap;
  }

  /** Where the runtime keeps the session. Null before it started. */
  get paths(): JsonObject | null {
    return this.#paths;
  }

  /** How its runtime is reached: for calls that this class does not have. */
  get peer(): Peer {
    return this.#peer;
  }

  /**
   * Opens the session. Starts a runtime first, when none answers.
   *
   * @returns the runtime's answer: `{ sessionId, bootstrap, paths }`
   * @throws MemoAirVoiceMemoryError `runtime.identity_mismatch` when the runtime is another user's, `runtime.not_found`
   * and `runtime.start_failed` when there is none
   */
  async startSession(options: StartSessionOptions = {}): Promise<JsonObject> {
    const { metadata = {}, timeoutS = CALL_LIMITS.startTimeoutS } = options;
    await this.#findRuntime(timeoutS);
    const { sessionId, satham, userId, projectId: workspaceId } = this;
    const body = { sessionId, workspaceId, userId, satham, metadata, ...(this.orgOnly ? { mode: 'org_only' } : {}) };
    const answer = asObject(await this.#post('/v1/runtime/session/start', body, timeoutS * 1000), 'session/start');
    this.#bootstrap = objectOf(answer['bootstrap']);
    this.#paths = objectOf(answer['paths']);
    this.#started = true;
    return answer;
  }

  /** Closes the session: the runtime keeps its brief and pushes what waits for the cloud. Returns the runtime's answer. */
  async endSession(options: EndSessionOptions = {}): Promise<JsonObject> {
    const { reason = 'completed', timeoutS = CALL_LIMITS.endTimeoutS } = options;
    const answer = await this.#post('/v1/runtime/session/end', { sessionId: this.sessionId, reason }, timeoutS * 1000);
    this.#started = false;
    return isObject(answer) ? answer : { status: 'ok' };
  }

  /**
   * One recall, answered as the runtime sends it. The runtime is told `timeoutMs` and answers earlier.
   *
   * @throws MemoAirVoiceMemoryError `runtime.timeout` when it does not
   */
  async searchMemory(query: string, options: SearchOptions = {}): Promise<JsonObject> {
    const { intent = DEFAULT_INTENT, topK, timeoutMs = CALL_LIMITS.searchTimeoutMs, signal } = options;
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
    return asObject(await this.#post('/v1/runtime/search_memory', body, timeoutMs, signal), 'search_memory');
  }

  /** A tool to register with a model. `searchMemoryTimeoutMs` holds for all tools of this memory, from now on. */
  searchMemoryTool(options: { readonly searchMemoryTimeoutMs?: number } = {}): MemoryTool {
    this.#toolTimeoutMs = options.searchMemoryTimeoutMs ?? this.#toolTimeoutMs;
    return memoryTool(async (query, callOptions) => {
      const answer = await this.searchMemory(query, { ...callOptions, timeoutMs: this.#toolTimeoutMs });
      const { contextText, trace } = answer;
      return { contextText: typeof contextText === 'string' ? contextText : '', trace: isObject(trace) ? (deepFreeze(trace) as Partial<RecallTrace>) : null };
    });
  }

  /**
   * Tells the runtime what the user seems to be saying, from a partial transcript: a search for the same text is faster
   * then. Never rejects.
   *
   * @returns true when the search is prepared; false too where the runtime knows no hints
   */
  async hint(partial: string): Promise<boolean> {
    if (this.orgOnly) return false;
    const answer = await this.#post('/v1/local/hint', { sessionId: this.sessionId, query: partial }, CALL_LIMITS.hintTimeoutMs).catch(() => null);
    return field(answer, 'ready') === true;
  }

  /**
   * Keeps a completed turn, as well as may be: a runtime that is late, away or failing is reported on the console, and null
   * is returned.
   *
   * @returns the runtime's `localEventId`
   * @throws MemoAirVoiceMemoryError when the runtime refuses the turn (4xx): it would refuse it again
   */
  async afterTurn(options: AfterTurnOptions): Promise<string | null> {
    if (this.orgOnly) return null;
    const { turnId, userText, assistantText, toolCalls = [], metadata = {}, timeoutS = CALL_LIMITS.afterTurnTimeoutS } = options;
    const body = { sessionId: this.sessionId, turnId, userText, assistantText, toolCalls, metadata };
    try {
      const localEventId = field(await this.#post('/v1/runtime/turn/after', body, timeoutS * 1000), 'localEventId');
      return typeof localEventId === 'string' ? localEventId : null;
    } catch (thrown) {
      if (!(thrown instanceof MemoAirVoiceMemoryError)) throw thrown;
      const { statusCode, code } = thrown;
      if (statusCode !== null && statusCode >= 400 && statusCode < 500) throw thrown;
      console.warn(`MemoAirVoiceMemory: a turn was not kept: ${code}${statusCode === null ? '' : ` (${statusCode})`}.`);
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

  /**
   * The tool as LiveKit's `llm.tool` makes it. The package `@livekit/agents` may be passed; otherwise it is imported.
   *
   * @throws Error that says what to install, when it cannot be imported
   */
  toLivekitTool<A extends LivekitAgents>(agents: A): LivekitToolOf<A>;
  toLivekitTool(): Promise<unknown>;
  toLivekitTool(agents?: LivekitAgents): unknown {
    const tool = this.searchMemoryTool();
    return agents ? livekitTool(tool, agents) : importLivekit().then((imported) => livekitTool(tool, imported));
  }

  /** Name, schema and handler, as Pipecat's client registers a function. */
  toPipecatTool(): PipecatTool {
    return pipecatTool(this.searchMemoryTool());
  }

  /** Closes the runtime that this memory started, if it did. Idempotent; does not end the session. */
  async aclose(): Promise<void> {
    await this.#own?.close();
  }

  /** Ends the session that is open, then {@link aclose}. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.#started) await this.endSession({ reason: 'context_manager_exit' });
    } finally {
      await this.aclose();
    }
  }

  async #post(path: string, body: unknown, timeoutMs: number, signal?: AbortSignal): Promise<unknown> {
    return callPeer(this.#peer, { method: 'POST', path, body, timeoutMs, signal });
  }

  async #findRuntime(timeoutS: number): Promise<void> {
    let health = await this.#health(this.#autoStart ? CALL_LIMITS.probeTimeoutMs : timeoutS * 1000);
    if (health === null && this.#autoStart) {
      await this.#startRuntime(timeoutS);
      health = await this.#health(timeoutS * 1000);
    }
    const runtime = { workspaceId: field(health, 'workspaceId'), userId: field(health, 'userId') };
    const { workspaceId, userId } = runtime;
    // a runtime that does not say whose it is, is not refused here: it answers session/start for itself
    if (typeof workspaceId === 'string' && typeof userId === 'string' && workspaceId !== '' && userId !== '') {
      const identity = { workspaceId: this.projectId, userId: this.userId };
      if (workspaceId !== identity.workspaceId || userId !== identity.userId) throw identityMismatch(this.runtimeUrl, { workspaceId, userId }, identity);
    }
  }

  /** What health says, or null when it does not say that all is well. */
  async #health(timeoutMs: number): Promise<unknown> {
    return callPeer(this.#peer, { method: 'GET', path: '/v1/runtime/health', timeoutMs }).catch((thrown: unknown) => {
      if (!(thrown instanceof MemoAirVoiceMemoryError)) throw thrown;
      // alive, though it says nothing that could be read
      return thrown.statusCode !== null && thrown.statusCode < 300 ? {} : null;
    });
  }

  async #startRuntime(timeoutS: number): Promise<void> {
    if (!this.#manager) throw notFound(`No runtime answers at ${this.runtimeUrl}, and there is none to start.`);
    try {
      await this.#manager.ensureRunning(this, timeoutS);
    } catch (thrown) {
      throw thrown instanceof RuntimeManagerError ? notFound(thrown.message, thrown) : thrown;
    }
  }
}

function asObject(answer: unknown, call: string): JsonObject {
  if (isObject(answer)) return answer;
  throw new MemoAirVoiceMemoryError({ code: 'runtime.internal', message: `The answer to ${call} is not a JSON object.` });
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
