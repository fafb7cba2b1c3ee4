/**
 * What is stored, as rows. The event log is the truth; everything else can be rebuilt from it or from the cloud.
 *
 * One database belongs to one user (`USER_TABLES`), one to one workspace's org knowledge (`ORG_TABLES`).
 *
 * @module
 */
import type { Metadata, SessionMode } from '../../src/contract/types.ts';

/** Bumped when tables or indexes change; every store migrates forward from any earlier number. */
export const SCHEMA_VERSION = 2;

/** Added to the version of a database whose rows are sealed: whoever opens it as a plain one, an older release too, is turned away before it reads a row. */
export const SEALED_VERSIONS = 1_000;

/** The version under which a database is on disk. */
export function versionOnDisk(sealed: boolean): number {
  return SCHEMA_VERSION + (sealed ? SEALED_VERSIONS : 0);
}

export type EventKind = 'session_start' | 'turn' | 'session_end' | 'memory_import' | 'memory_edit' | 'tombstone';

export interface EventRow {
  /** Position in the log; assigned by the writer as head + 1, so it has no gaps. */
  readonly seq: number;
  readonly id: string;
  readonly kind: EventKind;
  /** Empty for events outside any session. */
  readonly sessionId: string;
  /** When it was written, ISO 8601. */
  readonly at: string;
  /** `{ forgotten: true }` once what it told was forgotten; its place in the log stays taken. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface SessionRow {
  readonly id: string;
  /** The event that last wrote this row; other tabs catch up by it. */
  readonly seq: number;
  readonly mode: SessionMode;
  readonly startedAt: string;
  readonly lastActiveAt: string;
  readonly endedAt: string | null;
  readonly metadata: Metadata;
  readonly turns: number;
  readonly brief: string;
}

/** Makes turn/after idempotent: one row a (session, turn). */
export interface TurnRow {
  /** `turnKey(sessionId, turnId)` */
  readonly id: string;
  readonly eventId: string;
  readonly seq: number;
}

interface MemoryBase {
  readonly id: string;
  /** The event that last wrote this row; other tabs catch up by it. */
  readonly seq: number;
  /** When it was said, ISO 8601. */
  readonly at: string;
}

export interface EpisodeRow extends MemoryBase {
  readonly kind: 'episode';
  readonly sessionId: string;
  readonly turnId: string;
  readonly userText: string;
  readonly assistantText: string;
  readonly userName: string | null;
}

export interface FactRow extends MemoryBase {
  readonly kind: 'fact';
  readonly matchKey: string | null;
  readonly text: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** The turn it was taken from; null for an imported memory. */
  readonly source: { readonly sessionId: string; readonly turnId: string } | null;
  readonly metadata: Metadata;
}

export type MemoryRow = EpisodeRow | FactRow;

/** What the indexes were built from, packed: see `worker/segments/codec.ts`. */
export interface SegmentRow {
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface OutboxRow {
  /** Position of its event in the log. */
  readonly seq: number;
  /** The event's id, the idempotency key towards the cloud. */
  readonly eventId: string;
  readonly sessionId: string;
  readonly attempts: number;
  readonly deadReason: string | null;
}

export interface MetaRow {
  readonly id: string;
  readonly value: unknown;
}

export interface ChunkRow {
  /** Index, document and position in one: a JSON list. */
  readonly id: string;
  readonly seq: number;
  readonly index: string;
  readonly docId: string;
  readonly position: number;
  readonly text: string;
  readonly metadata: Metadata;
  /** True once a later create call replaced the document with fewer chunks. */
  readonly removed: boolean;
  /** Number of the page of the cloud that told it last; without one it was made on this device. */
  readonly told?: number;
}

/** Chunks that a page of the cloud told, in one row: a browser takes it in the time of a few of theirs. A chunk stands in one pack, or by itself. */
export interface ChunkPackRow {
  /** None that a chunk has: those are lists. */
  readonly id: string;
  /** Of all its chunks. It stays when some leave the pack: the rows that they are in then tell others of them. */
  readonly seq: number;
  readonly chunks: readonly Pick<ChunkRow, 'index' | 'docId' | 'position' | 'text' | 'metadata'>[];
}

export interface IndexRow {
  readonly name: string;
  readonly version: number;
  readonly chunkCount: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A key of a sealed database, wrapped, or the word that one is no more: see `worker/store/encrypted`. */
export interface KeyRow {
  readonly id: string;
  readonly value: unknown;
}

/** Every table of both databases. */
export interface Tables {
  events: EventRow;
  sessions: SessionRow;
  turns: TurnRow;
  memories: MemoryRow;
  segments: SegmentRow;
  outbox: OutboxRow;
  meta: MetaRow;
  chunks: ChunkRow | ChunkPackRow;
  indexes: IndexRow;
  keys: KeyRow;
}
export type TableName = keyof Tables;

interface TableDefinition {
  /** Property that is the primary key. */
  readonly key: string;
  readonly keyType: 'string' | 'number';
  /** Secondary index name → the property it sorts by. */
  readonly indexes: Readonly<Record<string, string>>;
}

export const TABLES: Readonly<Record<TableName, TableDefinition>> = {
  events: { key: 'seq', keyType: 'number', indexes: { bySession: 'sessionId' } },
  sessions: { key: 'id', keyType: 'string', indexes: { bySeq: 'seq' } },
  turns: { key: 'id', keyType: 'string', indexes: {} },
  memories: { key: 'id', keyType: 'string', indexes: { bySeq: 'seq' } },
  segments: { key: 'id', keyType: 'string', indexes: {} },
  outbox: { key: 'seq', keyType: 'number', indexes: {} },
  meta: { key: 'id', keyType: 'string', indexes: {} },
  chunks: { key: 'id', keyType: 'string', indexes: { bySeq: 'seq' } },
  indexes: { key: 'name', keyType: 'string', indexes: {} },
  keys: { key: 'id', keyType: 'string', indexes: {} },
};

export const USER_TABLES: readonly TableName[] = ['events', 'sessions', 'turns', 'memories', 'segments', 'outbox', 'meta'];
/** Those of a user's database whose rows are sealed. */
export const SEALED_USER_TABLES: readonly TableName[] = [...USER_TABLES, 'keys'];
export const ORG_TABLES: readonly TableName[] = ['chunks', 'indexes', 'segments', 'meta'];

/** Key of a {@link TurnRow}. JSON keeps the two parts apart whatever characters they hold. */
export function turnKey(sessionId: string, turnId: string): string {
  return JSON.stringify([sessionId, turnId]);
}
