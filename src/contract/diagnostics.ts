/**
 * What a person can send to whoever helps them: how a runtime stands, without a word of what is in it.
 *
 * @module
 */
import type { StatsResponse } from './local.ts';
import type { LaneName, LaneStatus } from './types.ts';

/** Where the runtime runs and what it may use there. Names and numbers that many machines have in common. */
export interface PlatformReport {
  readonly kind: 'node' | 'workerd' | 'service-worker' | 'worker' | 'page';
  /** Name and major version of the browser, or version of Node; `unknown` where neither is told. */
  readonly engine: string;
  /** `Windows`, `macOS`, `Linux`, …; null where it is not told. */
  readonly system: string | null;
  readonly cores: number | null;
  /** As the browser rounds it, in GiB. */
  readonly memoryGiB: number | null;
  readonly crossOriginIsolated: boolean;
  readonly sharedMemory: boolean;
  /** What the vectors are scanned with. */
  readonly kernel: StatsResponse['vectors']['backend'];
  /** `fallback` computes in software; `late` did not say in time. */
  readonly webgpu: 'none' | 'adapter' | 'fallback' | 'late';
  /** Whether there is each of these. */
  readonly has: Readonly<Record<'indexedDB' | 'locks' | 'broadcastChannel' | 'serviceWorker', boolean>>;
}

/** Half of the recalls took at most `p50`, and so on; in milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** The latest recalls of this runtime, at most 256. */
export interface RecallReport {
  readonly count: number;
  readonly degraded: number;
  /** By stage; null where no recall had that stage. `embed` is when the query's embedding was there. */
  readonly ms: Readonly<Record<'total' | 'embed' | 'compose' | LaneName, Percentiles | null>>;
  /** How many there were of each outcome, by lane. */
  readonly lanes: Readonly<Record<LaneName, Readonly<Record<LaneStatus, number>>>>;
}

/** What waits for the cloud: counts, ages and codes. */
export interface OutboxReport {
  readonly pending: number;
  readonly dead: number;
  /** Since the event that waits longest was written, in milliseconds; null where nothing waits, or its event is gone. */
  readonly oldestMs: number | null;
  /** Most times that one event was sent in vain. */
  readonly attempts: number;
  /** Refused events by code. What is no code of ours counts as `other`. */
  readonly refused: Readonly<Record<string, number>>;
}

/**
 * Answer of `diagnostics()` and of `GET /v1/local/diagnostics`. It holds no text that anybody said, wrote or asked for, no id of
 * a user, a workspace or a session, no token, no address and no path. What is free text inside (incidents, reasons) is ours, and is
 * gone through once more for addresses, paths, quotations and the runtime's own ids.
 */
export interface DiagnosticsResponse {
  readonly format: 1;
  /** ISO 8601. */
  readonly at: string;
  /** Of this package. */
  readonly version: string;
  readonly uptimeMs: number;
  readonly platform: PlatformReport;
  /** Null where the store does not answer. */
  readonly stats: Omit<StatsResponse, 'incidents'> | null;
  /** What went wrong and was survived, the latest fifty. */
  readonly incidents: StatsResponse['incidents'];
  /** What the vectors were made by: hashes of model and tokenizer, and the dimension. */
  readonly modelStamp: string | null;
  readonly store: {
    readonly schema: number;
    /** Events ever written. */
    readonly head: number;
    /** Rows of this user's database by table; null where the store does not answer. */
    readonly rows: Readonly<Record<string, number | null>>;
    /** Events ever written when something was last forgotten; 0 where nothing was. */
    readonly lastForgotten: number;
  };
  readonly outbox: OutboxReport | null;
  readonly recalls: RecallReport;
  readonly config: {
    readonly embeddings: boolean;
    readonly orgOnly: boolean;
    readonly cloud: boolean;
    /** Sessions are written to files too. */
    readonly journal: boolean;
    /** Another recipe of search than the measured one. */
    readonly ownRecipes: boolean;
  };
}
