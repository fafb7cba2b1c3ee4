/// <reference lib="esnext.disposable" preserve="true" />
// kept in our types, here and wherever it is named: an app whose `lib` ends at a year has no AsyncDisposable
import type { DiagnosticsResponse } from './diagnostics.ts';
import type {
  HintRequest,
  HintResponse,
  ImportRequest,
  ImportResponse,
  IndexCreateRequest,
  IndexCreateResponse,
  IndexListResponse,
  StatsResponse,
} from './local.ts';
import type { WireRequest, WireResponse } from './wire.ts';
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
} from './types.ts';

/** How long a caller waits for one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** When the caller stops waiting, in epoch milliseconds. */
  readonly deadline?: number;
}

/** How one call that came as data is answered. */
export interface RespondOptions extends CallOptions {
  /** When set, every call but health, and flush on loopback, needs it as bearer token. */
  readonly token?: string;
}

/**
 * The runtime behind the v1 contract, wherever it runs: in a Web Worker ({@link createRuntime}) or in this thread
 * (`createLocalRuntime`). The typed methods take requests as parsed; `respond` asserts them.
 *
 * Every method rejects with {@link RuntimeError}, or with the abort reason of `options.signal`.
 */
export interface Runtime extends AsyncDisposable {
  readonly identity: Identity;
  /** Answers a call that came as data: asserts it, routes it and makes an error of the contract of what fails. Rejects with the reason of `options.signal` alone. */
  respond(request: WireRequest, options?: RespondOptions): Promise<WireResponse>;
  health(options?: CallOptions): Promise<HealthResponse>;
  startSession(request: SessionStartRequest, options?: CallOptions): Promise<SessionStartResponse>;
  searchMemory(request: SearchRequest, options?: CallOptions): Promise<SearchResponse>;
  /**
   * Prepares a search for what the user seems to be saying: its embedding and candidates are ready when the same text is
   * searched for. A later hint of the session supersedes an earlier one. Call it with each partial transcript.
   */
  hint(request: HintRequest, options?: CallOptions): Promise<HintResponse>;
  afterTurn(request: TurnAfterRequest, options?: CallOptions): Promise<TurnAfterResponse>;
  endSession(request: SessionEndRequest, options?: CallOptions): Promise<FlushResponse>;
  flush(request: SyncFlushRequest, options?: CallOptions): Promise<FlushResponse>;
  stats(options?: CallOptions): Promise<StatsResponse>;
  /** How this runtime stands, for whoever helps: no text, no id, no address, no token. A person can send it as it is. */
  diagnostics(options?: CallOptions): Promise<DiagnosticsResponse>;
  importMemory(request: ImportRequest, options?: CallOptions): Promise<ImportResponse>;
  createIndex(request: IndexCreateRequest, options?: CallOptions): Promise<IndexCreateResponse>;
  listIndexes(options?: CallOptions): Promise<IndexListResponse>;
  /** Flushes and lets go of everything; idempotent. Calls still under way are rejected. */
  close(): Promise<void>;
}
