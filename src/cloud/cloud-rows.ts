/**
 * What the reference cloud stores.
 *
 * @module
 */
import type { CloudEventResult, CloudMemory, CloudSource, CloudVector } from '../contract/cloud.ts';
import type { Metadata, ProfileSnapshot } from '../contract/types.ts';
import type { Places } from './sync-token.ts';

/** The one row of each partition that says where it stands. */
export interface MetaRow {
  readonly id: 'state';
  /** Another one for every beginning, so that a token of an earlier one is known for foreign. */
  readonly epoch: string;
  /** Number of the last change. It goes on growing over an erasure. */
  readonly seq: number;
  /** Users only. */
  readonly profile: ProfileSnapshot | null;
  /** What is older is refused; null when the user was never erased. */
  readonly erasedAt: string | null;
  /** What made the vectors; org only. */
  readonly stamp: string | null;
}

/** An event that had its effect. */
export interface EventRow {
  readonly id: string;
}

/** The answer to a batch, for when it is sent again. */
export interface BatchRow {
  /** Its `Idempotency-Key`. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly seq: number;
  /** Hash of its body: another batch under the same key is another batch. */
  readonly fingerprint: string;
  readonly results: readonly CloudEventResult[];
  readonly places: Places;
}

export interface SessionRow {
  readonly id: string;
  /** Of the event that told it last. */
  readonly stamp: string;
  readonly userName: string | null;
}

export interface TurnRow {
  /** The event's. */
  readonly id: string;
  readonly memoryId: string;
  readonly sessionId: string;
  readonly turnId: string;
  readonly place: number;
  readonly userText: string;
  readonly assistantText: string;
  readonly occurredAt: string;
  readonly stamp: string;
}

/** What one event says about one fact. What facts there are is worked out from all claims under a key, whatever came first. */
export interface ClaimRow {
  readonly id: string;
  readonly kind: 'said' | 'ended' | 'imported' | 'edited';
  readonly memoryId: string;
  readonly eventId: string;
  /** Hash of the key. */
  readonly key: string;
  /** Hash of the text. */
  readonly mark: string;
  readonly stamp: string;
  /** False while the turn that says it is one told twice, and the other telling counts. */
  readonly active: boolean;
  readonly validFrom: string;
  /** The fact itself; null once it was forgotten, when the claim only keeps what repeated it from coming up. */
  readonly fact: ClaimedFact | null;
  /** Stamp of the tombstone that names it. */
  readonly forgotten: string | null;
}

export interface ClaimedFact {
  readonly matchKey: string | null;
  readonly text: string;
  readonly validTo: string | null;
  readonly source: CloudSource | null;
  /** Null where it was not told. */
  readonly occurredAt: string | null;
  readonly metadata: Metadata;
  /** False where the event did not say from when on, and its own date stands in `validFrom`. */
  readonly dated: boolean;
}

/** What a tombstone names, and the stamp of the latest that does. */
export interface BurialRow {
  readonly id: string;
  readonly stamp: string;
}

/** A memory as devices get it, or the place that it left. */
export interface ItemRow {
  readonly id: string;
  /** Number of its last change. */
  readonly seq: number;
  readonly memoryId: string;
  /** Hash of a fact's key; null for an episode. */
  readonly key: string | null;
  readonly item: CloudMemory | null;
}

export interface ChunkRow {
  readonly id: string;
  /** Number of its last change. */
  readonly seq: number;
  /** Null where it was. */
  readonly chunk: {
    readonly index: string;
    readonly docId: string;
    readonly position: number;
    readonly text: string;
    readonly metadata: Metadata;
    readonly vector: CloudVector | null;
  } | null;
}

export interface IndexRow {
  /** Its name. */
  readonly id: string;
  readonly version: number;
  readonly chunkCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A secret of the server's own. */
export interface SecretRow {
  readonly id: string;
  readonly value: string;
}

export interface CloudTables {
  meta: MetaRow;
  events: EventRow;
  batches: BatchRow;
  sessions: SessionRow;
  turns: TurnRow;
  claims: ClaimRow;
  burials: BurialRow;
  items: ItemRow;
  chunks: ChunkRow;
  indexes: IndexRow;
  secrets: SecretRow;
}
export type CloudTableName = keyof CloudTables;

/** Terms by which rows are found. JSON keeps their parts apart, whatever characters they hold. */
export const TERMS = {
  turn: ({ sessionId, turnId }: CloudSource): string => JSON.stringify(['turn', sessionId, turnId]),
  session: (sessionId: string): string => JSON.stringify(['session', sessionId]),
  memory: (memoryId: string): string => JSON.stringify(['memory', memoryId]),
  event: (eventId: string): string => JSON.stringify(['event', eventId]),
  key: (key: string): string => JSON.stringify(['key', key]),
  document: (index: string, docId: string): string => JSON.stringify(['document', index, docId]),
  /** Facts that hold. */
  holds: 'holds',
  /** Chunks without a vector. */
  bare: 'bare',
} as const;

type TermsOf = { readonly [T in CloudTableName]?: (row: CloudTables[T]) => readonly string[] };

const OF: TermsOf = {
  turns: (row) => [TERMS.turn(row), TERMS.session(row.sessionId), TERMS.memory(row.memoryId)],
  claims: ({ memoryId, eventId, key, fact }) => [
    TERMS.memory(memoryId),
    TERMS.event(eventId),
    TERMS.key(key),
    ...(fact?.source ? [TERMS.turn(fact.source), TERMS.session(fact.source.sessionId)] : []),
  ],
  items: ({ key, item }) => (item?.kind !== 'fact' || key === null ? [] : [TERMS.key(key), ...(item.validTo === null ? [TERMS.holds] : [])]),
  chunks: ({ chunk }) => (chunk ? [TERMS.document(chunk.index, chunk.docId), ...(chunk.vector ? [] : [TERMS.bare])] : []),
};

/** The terms under which a row is to be found. */
export function termsOf<T extends CloudTableName>(table: T, row: CloudTables[T]): readonly string[] {
  return OF[table]?.(row) ?? [];
}

/** The number by which a row is ordered; 0 in tables without one. */
export function numberOf(row: CloudTables[CloudTableName]): number {
  return 'seq' in row ? row.seq : 0;
}
