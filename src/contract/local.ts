/**
 * The local management surface: ours, beside v1, over the same router.
 *
 * @module
 */
import type { LaneName, Metadata } from './types.ts';

/** A memory as the importer takes it. The same `memoryId` a second time replaces the first. */
export interface ImportItem {
  readonly memoryId?: string | undefined;
  readonly matchKey?: string | undefined;
  readonly text: string;
  /** ISO 8601. */
  readonly validFrom?: string | undefined;
  readonly validTo?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

export interface ImportRequest {
  readonly items: readonly ImportItem[];
}

export interface ImportResponse {
  readonly status: 'ok';
  readonly imported: number;
  readonly updated: number;
  readonly unchanged: number;
}

export interface IndexDocument {
  readonly id: string;
  readonly text: string;
  readonly metadata?: Metadata | undefined;
}

export interface IndexCreateRequest {
  readonly name: string;
  readonly documents: readonly IndexDocument[];
  readonly metadata?: Metadata | undefined;
}

export interface IndexCreateResponse {
  readonly indexName: string;
  readonly chunkCount: number;
  readonly version: number;
}

export interface IndexListResponse {
  readonly indexes: readonly {
    readonly name: string;
    readonly version: number;
    readonly chunkCount: number;
    readonly createdAt: string;
    readonly updatedAt: string;
  }[];
}

/** What the user seems to be saying: a partial transcript. */
export interface HintRequest {
  readonly sessionId: string;
  readonly query: string;
}

export interface HintResponse {
  readonly status: 'ok';
  /** True when a search for the same text finds its embedding and candidates ready. */
  readonly ready: boolean;
}

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
    readonly reason?: string;
    readonly usageBytes?: number;
    readonly quotaBytes?: number;
  };
  readonly sync: { readonly cloud: 'none' | 'configured'; readonly lastSyncAt: string | null; readonly reason?: string };
  /** Things that went wrong and were survived: rebuilt indexes, dropped connections, restarts. */
  readonly incidents: readonly { readonly at: string; readonly what: string }[];
}
