/**
 * The cloud's calls: the two that the vendor documents (`index/create` and `index/list`, whose bodies are in `local.ts`) and
 * ours. Everything that both sides have to agree on stands here, so that another wire can take its place in one file.
 *
 * Every call but `/health` carries `Authorization: Bearer`, `X-Project-Id`, `X-Agent-Id` and, where it is about a person,
 * `X-User-Id`. Dates are ISO 8601.
 *
 * @module
 */
import type { Budgets, Metadata, ProfileSnapshot } from './types.ts';

/** Paths of the cloud. 404, 405 or 501 on one of the last four: the other side does not speak it. */
export const CLOUD_PATHS = {
  health: '/health',
  createIndex: '/v1/voice-sdk/index/create',
  listIndexes: '/v1/voice-sdk/index/list',
  bootstrap: '/v1/voice-sdk/bootstrap',
  events: '/v1/voice-sdk/events',
  token: '/v1/voice-sdk/token',
  user: '/v1/voice-sdk/user',
} as const;

/** What one call takes or gives at most. */
export const CLOUD_LIMITS = {
  /** Events of one batch; more are refused with 413, and the batch is to be split. */
  events: 500,
  /** Bytes of a batch. */
  eventBytes: 1_048_576,
  /** Memories, chunks and removed ids of one page of a bootstrap. */
  pageItems: 500,
  /** Bytes of a page, unless its one item is larger. */
  pageBytes: 1_048_576,
  /** Characters of an `Idempotency-Key`. */
  idempotencyKeyChars: 256,
} as const;

/** Kinds of events. `memory_import` and `memory_edit` are ours. */
export const CLOUD_EVENT_KINDS = ['session_start', 'turn', 'session_end', 'tombstone', 'memory_import', 'memory_edit'] as const;

/** What an event tells the cloud. */
export type CloudEventKind = (typeof CLOUD_EVENT_KINDS)[number];

/** One event of a device's log, as it is pushed. */
export interface CloudEvent {
  /** The event's own idempotency key: its effect is once, however often and by whichever device it is sent. */
  readonly id: string;
  readonly kind: CloudEventKind;
  /** Empty outside any session. */
  readonly sessionId: string;
  /** Place in the device's log. */
  readonly seq: number;
  /** When it was written. Between devices it decides what came later; `seq` decides where it is the same. */
  readonly at: string;
  /** By kind: {@link CloudTurn}, {@link CloudImport}, {@link CloudEdit}, {@link CloudTombstone}; `{ forgotten: true }` once what it told was forgotten. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Payload of `turn`. */
export interface CloudTurn {
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  /** When it was spoken. Default: the event's `at`. */
  readonly occurredAt?: string | undefined;
  /** The device's id of the episode. Default: one made of the event's id. */
  readonly memoryId?: string | undefined;
  /** What the device's extractor found. Left out: the cloud runs the rules of this package on `userText`. */
  readonly facts?: readonly CloudTurnFact[] | undefined;
}

/** A fact that a turn states or ends. */
export interface CloudTurnFact {
  readonly matchKey: string;
  readonly text: string;
  /** It holds no more, and nothing follows it. */
  readonly ends: boolean;
  /** The device's id. Default: one made of the event's id. */
  readonly memoryId?: string | undefined;
}

/** Payload of `memory_import`. A later import or edit under the same id replaces an earlier one. */
export interface CloudImport {
  readonly items: readonly {
    readonly memoryId: string;
    readonly matchKey?: string | undefined;
    readonly text: string;
    /** Default: as it was, else the event's `at`. */
    readonly validFrom?: string | undefined;
    readonly validTo?: string | undefined;
    readonly occurredAt?: string | undefined;
    readonly source?: CloudSource | undefined;
    readonly metadata?: Metadata | undefined;
  }[];
}

/** Payload of `memory_edit`: the fact as it is now, whole. */
export interface CloudEdit {
  readonly memoryId: string;
  readonly matchKey: string | null;
  readonly text: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly metadata: Metadata;
}

/**
 * Payload of `tombstone`. What is named goes for good: events and turns by their ids, facts by theirs until they are imported
 * anew, sessions and (`user`) everything as far as it is older than the tombstone, also when it arrives later.
 */
export interface CloudTombstone {
  readonly user: boolean;
  readonly memoryIds: readonly string[];
  readonly sessionIds: readonly string[];
  readonly turns: readonly CloudSource[];
  readonly eventIds: readonly string[];
}

/** A turn, named. */
export interface CloudSource {
  readonly sessionId: string;
  readonly turnId: string;
}

/** Body of `POST events`. */
export interface CloudPushRequest {
  readonly events: readonly CloudEvent[];
}

/** What became of one event. `rejected` is for good: the same event will never be taken. */
export interface CloudEventResult {
  /** The event's id; empty where it had none that can be one. */
  readonly id: string;
  readonly status: 'ok' | 'duplicate' | 'rejected';
  /** `event.invalid`, `event.unknown_kind` or `event.erased` (older than the erasure of its user). */
  readonly code?: string;
  /** The field that is wrong, as in `payload.userText`. */
  readonly path?: string;
}

/** Answer of `POST events`: a result an event, in their order. */
export interface CloudPushResponse {
  readonly results: readonly CloudEventResult[];
  /** Where the cloud stands now. A device that has not pulled what others pushed before goes on pulling from its own token. */
  readonly syncToken: string;
}

/** A vector of int8: value ≈ byte × scale. Of use to a device whose model has the same stamp. */
export interface CloudVector {
  readonly stamp: string;
  readonly dimension: number;
  readonly scale: number;
  /** base64 of `dimension` signed bytes. */
  readonly data: string;
}

/** A turn, as the permanent lane has it. */
export interface CloudEpisode {
  readonly kind: 'episode';
  readonly memoryId: string;
  readonly eventId: string;
  readonly sessionId: string;
  readonly turnId: string;
  /** Place in its device's log: turns of one session with the same date are in this order. */
  readonly seq: number;
  readonly userText: string;
  readonly assistantText: string;
  readonly userName: string | null;
  readonly occurredAt: string;
}

/** A fact; one that was superseded has an end. */
export interface CloudFact {
  readonly kind: 'fact';
  readonly memoryId: string;
  readonly matchKey: string | null;
  readonly text: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: CloudSource | null;
  readonly occurredAt: string;
  readonly metadata: Metadata;
}

/** A memory as the cloud tells it. */
export type CloudMemory = CloudEpisode | CloudFact;

/** A passage of an org document. */
export interface CloudChunk {
  /** Index, document and position as a JSON list: the id that a device gives it too. */
  readonly id: string;
  readonly index: string;
  readonly docId: string;
  readonly position: number;
  readonly text: string;
  readonly metadata: Metadata;
  /** Left out until it is there; the chunk then comes once more. */
  readonly vector?: CloudVector;
}

/**
 * Answer of `GET bootstrap?since=<syncToken>`: what changed since the token, a page at a time. Versions only ever grow.
 * Without `X-User-Id` the org lane alone.
 */
export interface CloudBootstrapResponse {
  /** True when it is told from the start, as for an unknown token: what is in none of the pages up to `more: false` is no more. */
  readonly full: boolean;
  readonly profile: ProfileSnapshot | null;
  readonly permanent: { readonly manifestVersion: number; readonly items: readonly CloudMemory[]; readonly removed: readonly string[] };
  readonly org: { readonly manifestVersion: number; readonly chunks: readonly CloudChunk[]; readonly removed: readonly string[] };
  readonly budgets?: Budgets;
  /** `since` of the next call. */
  readonly syncToken: string;
  /** There is more: ask again at once. */
  readonly more: boolean;
}

/** Body of `POST token`, which may be empty. Needs the account's key. */
export interface CloudTokenRequest {
  /** The holder may write org documents too. */
  readonly index?: boolean | undefined;
}

/** Answer of `POST token`: for the user of `X-User-Id` in the project of `X-Project-Id`, and nobody else. */
export interface CloudTokenResponse {
  readonly token: string;
  readonly expiresAt: string;
}

/** Answer of `DELETE user`. */
export interface CloudEraseResponse {
  readonly status: 'ok';
}
