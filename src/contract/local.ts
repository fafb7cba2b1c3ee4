/**
 * The local management surface: ours, beside v1, over the same router.
 *
 * @module
 */
import type { LaneName, Metadata, SessionMode, ToolCallRecord } from './types.ts';

/**
 * A memory as the importer takes it. The same `memoryId` a second time replaces the first.
 *
 * @example `{ "memoryId": "m1", "matchKey": "user.location.current", "text": "User lives in Pune.", "validFrom": "2026-03-01T10:00:00Z" }`
 */
export interface ImportItem {
  /** Absent reads as `memory`; an export writes `fact`. Both are taken alike. */
  readonly kind?: 'memory' | 'fact' | undefined;
  readonly memoryId?: string | undefined;
  readonly matchKey?: string | undefined;
  readonly text: string;
  /** ISO 8601. */
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
  readonly metadata?: Metadata | undefined;
  /** The turn that it was taken from. */
  readonly source?: { readonly sessionId: string; readonly turnId: string } | undefined;
  /** When it was said, ISO 8601. Default: now. */
  readonly occurredAt?: string | undefined;
}

/** A session as an export writes it. One that is stored already stays as it is. */
export interface ImportSession {
  readonly kind: 'session';
  readonly sessionId: string;
  readonly mode: SessionMode;
  /** ISO 8601. Default: now. */
  readonly startedAt?: string | undefined;
  readonly lastActiveAt?: string | undefined;
  /** Absent: the session is open. */
  readonly endedAt?: string | undefined;
  readonly metadata: Metadata;
  /** What it was about, for the session after it. */
  readonly brief?: string | undefined;
}

/**
 * A turn as an export writes it. One that is stored already, or was forgotten, stays so. No facts are taken from it: an
 * export tells them itself. A turn of a session that is not stored makes one that has ended.
 */
export interface ImportTurn {
  readonly kind: 'turn';
  readonly sessionId: string;
  readonly turnId: string;
  /** Id of the episode. */
  readonly memoryId?: string | undefined;
  readonly userText: string;
  readonly assistantText: string;
  /** ISO 8601. Default: now. */
  readonly occurredAt?: string | undefined;
  readonly userName?: string | undefined;
  readonly toolCalls?: readonly ToolCallRecord[] | undefined;
  readonly metadata?: Metadata | undefined;
  readonly localEventId?: string | undefined;
}

/** One line of an export, or one item of an import. */
export type ImportEntry = ImportItem | ImportSession | ImportTurn;

/** Body of `POST /v1/local/import`: what to keep, as an export has it. */
export interface ImportRequest {
  readonly items: readonly ImportEntry[];
}

/** How many items an import brought, changed, or found there already. */
export interface ImportResponse {
  readonly status: 'ok';
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** A document of an index. Its id is the caller’s; one under the same id replaces it. */
export interface IndexDocument {
  readonly id: string;
  readonly text: string;
  readonly metadata?: Metadata | undefined;
}

/** Documents for an index of the workspace, which is made where there is none of that name. */
export interface IndexCreateRequest {
  readonly name: string;
  readonly documents: readonly IndexDocument[];
  readonly metadata?: Metadata | undefined;
}

/** The index as it is now. */
export interface IndexCreateResponse {
  readonly indexName: string;
  readonly chunkCount: number;
  readonly version: number;
}

/** The indexes of the workspace. Times are ISO 8601. */
export interface IndexListResponse {
  readonly indexes: readonly {
    readonly name: string;
    readonly version: number;
    readonly chunkCount: number;
    readonly createdAt: string;
    readonly updatedAt: string;
  }[];
}

/** How a push of what waits comes on: events that the cloud has taken, of those that there were. */
export interface SyncProgress {
  readonly pushed: number;
  readonly total: number;
}

/** Which memories to list. Items wanted: 1 to 500, 50 when left out. */
export interface MemoryListRequest {
  /** Left out: every lane, and each memory once (a turn as the permanent lane has it). */
  readonly lane?: LaneName | undefined;
  /** What the text has to hold: these characters in this order or, in any order, all of these words. Case does not matter. */
  readonly q?: string | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * One memory, without a score. `working` lists the turns and briefs of open sessions and the briefs of those that ended,
 * `permanent` facts and turns (`episode`), `org` chunks of documents, `profile` the one summary.
 */
export interface MemoryItem {
  readonly lane: LaneName;
  /** What edit and forget take (facts and episodes); of a chunk its chunkId. */
  readonly memoryId: string;
  readonly kind: 'fact' | 'episode' | 'chunk' | 'profile' | 'brief';
  readonly text: string;
  readonly matchKey?: string;
  /** ISO 8601, as all dates here. */
  readonly validFrom?: string;
  readonly validTo?: string;
  /** The turn that it was taken from, or is. */
  readonly sessionId?: string;
  readonly turnId?: string;
  /** When it was said. */
  readonly occurredAt?: string;
  readonly index?: string;
  readonly docId?: string;
  readonly metadata?: Metadata;
}

/** Newest first. `nextCursor` is null on the last page. */
export interface MemoryListResponse {
  readonly items: readonly MemoryItem[];
  readonly nextCursor: string | null;
}

/** What changes of a fact; what is left out stays. Null takes the key off, or lets the fact hold again. */
export interface MemoryEditRequest {
  readonly memoryId: string;
  readonly text?: string | undefined;
  readonly matchKey?: string | null | undefined;
  /** ISO 8601. */
  readonly validFrom?: string | undefined;
  readonly validTo?: string | null | undefined;
  /** Replaces what was there, whole. */
  readonly metadata?: Metadata | undefined;
}

/** The memory as it is now. */
export interface MemoryEditResponse {
  readonly status: 'ok';
  readonly memory: MemoryItem;
}

/** Which memory is to be forgotten. */
export interface ForgetMemoryRequest {
  readonly memoryId: string;
}

/** Which session is to be forgotten, with what was learned from it. */
export interface ForgetSessionRequest {
  readonly sessionId: string;
}

/** Answer to every call that forgets. */
export interface ForgetResponse {
  readonly status: 'ok';
  /** Facts and turns that are gone now; 0 when they had been forgotten before. */
  readonly forgotten: number;
}

/** Which waiting events to list. Items wanted: 1 to 500, 50 when left out. */
export interface OutboxListRequest {
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** What waits for the cloud, oldest first. No text of any user is in it. */
export interface OutboxListResponse {
  /** Events that will be sent. */
  readonly pending: number;
  /** Events that the cloud refused for good: they wait for a person. */
  readonly dead: number;
  readonly items: readonly {
    /** The event's id; what a retry takes. */
    readonly id: string;
    readonly seq: number;
    /** Null where the event itself cannot be read. */
    readonly kind: string | null;
    readonly sessionId: string;
    readonly at: string | null;
    readonly attempts: number;
    readonly deadReason: string | null;
  }[];
  readonly nextCursor: string | null;
}

/** Body of `POST /v1/local/sync`, which may be empty. */
export interface SyncRequest {
  /**
   * True for a cloud that was set up anew, whose versions are lower than those that it told before: what it has is the truth then.
   * What it told or acknowledged before and names no more goes from this device; what waits to be sent stays. Default false.
   */
  readonly restart: boolean;
}

/** Which refused event is to be sent again. */
export interface OutboxRetryRequest {
  /** The event's id. */
  readonly id: string;
}

/** Answer to a retry: the event waits to be sent. */
export interface OutboxRetryResponse {
  readonly status: 'ok';
}

/** Answer to a retry of all that the cloud has refused. */
export interface OutboxRetryAllResponse {
  readonly status: 'ok';
  /** Events that are sent again. */
  readonly retried: number;
}

/** What the user seems to be saying: a partial transcript. */
export interface HintRequest {
  readonly sessionId: string;
  readonly query: string;
}

/** Answer to a hint. */
export interface HintResponse {
  readonly status: 'ok';
  /** True when a search for the same text finds its embedding and candidates ready. */
  readonly ready: boolean;
}

/** How the embedding model stands; recall goes by words alone unless it is `ready`. */
export type ModelState = 'absent' | 'loading' | 'ready' | 'failed';

/** What `GET /v1/local/stats` tells. No text of any user is in it. */
export interface StatsResponse {
  readonly counts: Readonly<Record<Exclude<LaneName, 'profile'>, number>> & {
    readonly sessions: number;
    readonly episodes: number;
    readonly facts: number;
    readonly outbox: number;
  };
  readonly profileVersion: number;
  /** Texts that wait for their embedding; until then they are found by their words alone. */
  readonly pendingEmbeddings: number;
  readonly model: {
    readonly state: ModelState;
    readonly name: string | null;
    readonly dimension: number | null;
    readonly backend: string | null;
    /** Share of the model's bytes loaded, 0 to 1. */
    readonly progress: number;
    readonly reason?: string;
  };
  readonly vectors: { readonly backend: 'wasm-relaxed-simd' | 'wasm-simd' | 'js'; readonly count: number; readonly bytes: number };
  readonly storage: {
    readonly kind: 'indexeddb' | 'sqlite' | 'memory';
    readonly persistence: 'persisted' | 'best-effort' | 'none';
    /** True where the user's rows are encrypted. */
    readonly encrypted?: boolean;
    readonly reason?: string;
    readonly usageBytes?: number;
    readonly quotaBytes?: number;
  };
  readonly sync: {
    readonly cloud: 'none' | 'configured';
    /** When something last went there or came from there. */
    readonly lastSyncAt: string | null;
    /** Where the push stands; `paused` waits for a person or a fresh token, `follower` leaves it to another tab. */
    readonly state?: 'idle' | 'waiting' | 'pushing' | 'paused' | 'follower' | 'closed';
    /** Events that wait, and those that the cloud has refused. */
    readonly pending?: number;
    readonly dead?: number;
    /** A code: why it does not go on. */
    readonly reason?: string;
  };
  /** Things that went wrong and were survived: rebuilt indexes, dropped connections, restarts. */
  readonly incidents: readonly { readonly at: string; readonly what: string }[];
}
