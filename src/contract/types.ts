/**
 * The v1 wire, as types. Field names, casing and nesting are frozen: they are what published clients send and read.
 *
 * @module
 */

/** The four lanes that a recall asks, in the order in which contextText shows them. */
export const LANES = ['profile', 'working', 'permanent', 'org'] as const;

/** One of the four lanes. */
export type LaneName = (typeof LANES)[number];

/** Who a runtime belongs to. Pinned when it boots; a request for anyone else is refused. */
export interface Identity {
  readonly workspaceId: string;
  readonly userId: string;
}

/** `org_only`: the session knows the workspace’s documents and nothing of the user. */
export type SessionMode = 'default' | 'org_only';

/** JSON of the caller’s, kept as it is. */
export type Metadata = Readonly<Record<string, unknown>>;

/** Character and item limits of one recall. Characters are UTF-16 units, as `String.length` counts them. */
export interface Budgets {
  readonly contextCharCap: number;
  readonly perLaneCharCap: number;
  readonly topKPermanent: number;
  readonly topKOrg: number;
  readonly topKWorking: number;
}

/** Answer of health: who the runtime belongs to, since how many milliseconds it runs. */
export interface HealthResponse {
  readonly status: 'ok';
  readonly version: string;
  readonly active_sessions: number;
  readonly uptime_ms: number;
  readonly workspaceId: string;
  readonly userId: string;
}

/** Opens a session of the user that the runtime belongs to. */
export interface SessionStartRequest {
  readonly sessionId: string;
  readonly workspaceId: string;
  readonly userId: string;
  readonly mode: SessionMode;
  readonly satham?: { readonly variant?: string | undefined; readonly embedDim?: number | undefined } | undefined;
  readonly metadata: Metadata;
}

/** What the session starts from. A version is null where no cloud has told one. */
export interface SessionStartResponse {
  readonly sessionId: string;
  readonly bootstrap: {
    readonly profileVersion: number | null;
    readonly permanentManifestVersion: number | null;
    readonly orgManifestVersion: number | null;
    readonly syncToken: string | null;
    readonly budgets: Budgets;
  };
  readonly paths: { readonly sessionJsonl: string; readonly workingBrief: string };
}

/** Items wanted per lane, 0 to 50. A lane left out keeps the session's budget. */
export interface TopK {
  readonly profile?: number | undefined;
  readonly working?: number | undefined;
  readonly permanent?: number | undefined;
  readonly org?: number | undefined;
}

/** One recall. */
export interface SearchRequest {
  readonly sessionId: string;
  readonly turnId?: string | undefined;
  readonly query: string;
  readonly intent: string;
  readonly includeSources: boolean;
  /** Beside v1: the trace tells of each line of contextText why it stands there. */
  readonly explain?: boolean | undefined;
  readonly topK?: TopK | undefined;
  readonly lanes?: readonly LaneName[] | undefined;
  /** What the caller waits, in milliseconds. The engine answers earlier. */
  readonly timeoutMs: number;
}

/** What is known of the user, in a few sentences. */
export interface ProfileSnapshot {
  readonly version: number;
  readonly summary: string;
}

/** Of this conversation: its brief, a turn, or the brief of the last one. `score` is 0 to 1, times are ISO 8601. */
export interface WorkingHit {
  readonly kind: 'brief' | 'turn' | 'last_brief';
  readonly text: string;
  readonly score: number;
  readonly turnId?: string;
  readonly occurredAt?: string;
}

/** A fact, or a turn of any conversation. `score` is 0 to 1, times are ISO 8601. */
export interface PermanentHit {
  readonly memoryId: string;
  readonly kind: 'fact' | 'episode';
  readonly matchKey?: string;
  readonly text: string;
  readonly score: number;
  readonly validFrom?: string;
  readonly validTo?: string;
}

/** A chunk of a document of the workspace. `docId` is the caller’s id of the document; `score` is 0 to 1. */
export interface OrgHit {
  readonly docId: string;
  readonly chunkId: string;
  readonly text: string;
  readonly score: number;
  readonly index?: string;
  readonly metadata?: Metadata;
}

/** Where an item of the answer comes from. `score` is 0 to 1 and comparable across lanes. */
export interface SourceRef {
  readonly lane: LaneName;
  readonly id: string;
  readonly score: number;
  /** Beside v1, of the first sources of each lane. A brief and a profile, which are there whatever was asked, have none. */
  readonly why?: SourceWhy;
}

/** Why an item or a line was found, and where it comes from. */
export interface SourceWhy {
  /** What its words brought: a BM25+ sum, 0 or more, of the best line of the item and the lines around it. */
  readonly lexical?: number;
  /** What its meaning brought: the cosine of that line and the query, −1 to 1. */
  readonly dense?: number;
  /** Words of the query that stand in that line, as the query has them; at most eight. Told to a request with `explain`. */
  readonly matched?: readonly string[];
  /** Which line of its item it is, from 0. */
  readonly line?: number;
  /** The turn that said it. */
  readonly sourceTurn?: { readonly sessionId: string; readonly turnId: string };
  /** Since when it holds, or when it was said; ISO 8601. */
  readonly validFrom?: string;
  /** When it ceased to hold. */
  readonly validTo?: string;
}

/** One line of contextText, counted from its top without headings and days. */
export interface LineRef extends SourceRef {
  /** The line as it stands there, after its dash: from this UTF-16 unit on. */
  readonly start: number;
  /** UTF-16 units. */
  readonly length: number;
}

/** How a lane came out of a recall: `late` missed the deadline, `skipped` was not asked. */
export type LaneStatus = 'ok' | 'late' | 'failed' | 'skipped';

/** What happened in one lane: when it started and how long it took, in milliseconds from the start of the recall. */
export interface LaneTrace {
  readonly status: LaneStatus;
  readonly startMs: number;
  readonly ms: number;
  readonly reason?: string;
}

/** How long a recall took, in milliseconds. `degraded`: a lane or the model was missing, and the answer has less to go by. */
export interface RecallTrace {
  readonly profileMs: number;
  readonly workingMs: number;
  readonly permanentMs: number;
  readonly orgMs: number;
  readonly totalMs: number;
  readonly degraded: boolean;
  readonly lanes: Readonly<Record<LaneName, LaneTrace>>;
  /** Time until the query's embedding was there; 0 where none was needed or none came. */
  readonly embedMs: number;
  readonly composeMs: number;
  /** With `explain`: the lines of contextText from its top, at most 128. */
  readonly lines?: readonly LineRef[];
}

/** Answer of a recall. `contextText` goes into the model’s prompt; what lanes found stands beside it. */
export interface SearchResponse {
  readonly contextText: string;
  readonly profile: ProfileSnapshot | null;
  readonly working: readonly WorkingHit[];
  readonly permanent: readonly PermanentHit[];
  readonly org: readonly OrgHit[];
  readonly sources?: readonly SourceRef[];
  readonly trace: RecallTrace;
}

/** A call of a tool in a turn, as the caller tells it. */
export interface ToolCallRecord {
  readonly name: string;
  readonly latencyMs?: number | undefined;
  readonly hits?: number | undefined;
  readonly [key: string]: unknown;
}

/** A turn that was completed. The same (`sessionId`, `turnId`) is kept once, whatever comes later. */
export interface TurnAfterRequest {
  readonly sessionId: string;
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly toolCalls: readonly ToolCallRecord[];
  /** `metadata.occurredAt` (ISO 8601) dates a turn that is imported later than it was spoken. */
  readonly metadata: Metadata;
}

/** The turn is stored; `localEventId` names it for good. */
export interface TurnAfterResponse {
  readonly status: 'ok';
  readonly localEventId: string;
}

/** Ends a session and says why. */
export interface SessionEndRequest {
  readonly sessionId: string;
  readonly reason: string;
}

/** Sends what waits for the cloud, for `deadlineMs` milliseconds at most. */
export interface SyncFlushRequest {
  readonly deadlineMs: number;
}

/** Answer of session/end and of sync/flush: rows sent to the cloud, rows still waiting. */
export interface FlushResponse {
  readonly status: 'ok';
  readonly pushed: number;
  readonly pending: number;
}

/** What the wire calls an error. */
export interface ErrorEnvelope {
  readonly error: { readonly code: string; readonly message: string; readonly details: Readonly<Record<string, unknown>> };
}
