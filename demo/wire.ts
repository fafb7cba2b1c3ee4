/**
 * What this page reads of the runtime's answers, as any app would write it down for itself.
 *
 * @module
 */

export const LANES = ['profile', 'working', 'permanent', 'org'] as const;
export type LaneName = (typeof LANES)[number];

export interface LaneTrace {
  readonly status: 'ok' | 'late' | 'failed' | 'skipped';
  readonly startMs: number;
  readonly ms: number;
  readonly reason?: string;
}

export interface RecallTrace {
  readonly totalMs: number;
  readonly embedMs: number;
  readonly composeMs: number;
  readonly lines?: readonly LineRef[];
  readonly degraded: boolean;
  readonly lanes: Readonly<Record<LaneName, LaneTrace>>;
}

export interface Hit {
  readonly text: string;
  readonly score: number;
  readonly kind?: string;
  readonly memoryId?: string;
  readonly turnId?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly occurredAt?: string;
  readonly docId?: string;
  readonly chunkId?: string;
}

/** Why a line of contextText stands there. */
export interface LineRef {
  readonly lane: LaneName;
  readonly id: string;
  readonly score: number;
  /** Where it stands in contextText. */
  readonly start: number;
  readonly length: number;
  readonly why?: {
    readonly lexical?: number;
    readonly dense?: number;
    readonly matched?: readonly string[];
    readonly sourceTurn?: { readonly turnId: string };
    readonly validFrom?: string;
    readonly validTo?: string;
  };
}

export interface Recall {
  readonly contextText: string;
  readonly profile: { readonly version: number; readonly summary: string } | null;
  readonly working: readonly Hit[];
  readonly permanent: readonly Hit[];
  readonly org: readonly Hit[];
  readonly trace: RecallTrace;
}

/** One memory as the list of a lane has it. */
export interface Memory {
  readonly lane: LaneName;
  readonly memoryId: string;
  readonly kind: 'fact' | 'episode' | 'chunk' | 'profile' | 'brief';
  readonly text: string;
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly sessionId?: string;
  readonly turnId?: string;
  readonly occurredAt?: string;
  readonly docId?: string;
}

export interface Health {
  readonly status: string;
  readonly version: string;
}

export interface Flushed {
  readonly pushed: number;
  readonly pending: number;
}

export interface Indexed {
  readonly indexName: string;
  readonly chunkCount: number;
}

export interface Stats {
  readonly counts: { readonly sessions: number; readonly episodes: number; readonly facts: number; readonly org: number; readonly outbox: number };
  readonly profileVersion: number;
  readonly pendingEmbeddings: number;
  readonly model: {
    readonly state: 'absent' | 'loading' | 'ready' | 'failed';
    readonly name: string | null;
    readonly backend: string | null;
    readonly progress: number;
    readonly reason?: string;
  };
  readonly vectors: { readonly backend: string; readonly count: number; readonly bytes: number };
  readonly storage: { readonly kind: string; readonly persistence: string; readonly reason?: string; readonly usageBytes?: number };
  readonly sync: { readonly cloud: string };
  readonly incidents: readonly { readonly at: string; readonly what: string }[];
}
