import type { ProfileSnapshot } from '../src/contract/types.ts';
import type { ChunkPackRow, ChunkRow, EpisodeRow, EventRow, FactRow, MemoryRow, SessionRow } from './store/schema.ts';

const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** True for a row that the lanes can read; a database that was damaged or edited may hold others. */
export function isReadable(row: unknown): row is MemoryRow {
  if (!isRecord(row) || !isText(row['id']) || !Number.isInteger(row['seq']) || !isText(row['at'])) return false;
  if (row['kind'] === 'episode')
    return (
      (row['userName'] === null || isText(row['userName'])) &&
      isText(row['sessionId']) &&
      isText(row['turnId']) &&
      isText(row['userText']) &&
      isText(row['assistantText'])
    );
  const fact: Partial<Record<keyof FactRow, unknown>> = row;
  return (
    row['kind'] === 'fact' &&
    isText(fact.text) &&
    isText(fact.validFrom) &&
    (fact.validTo === null || isText(fact.validTo)) &&
    (fact.matchKey === null || isText(fact.matchKey))
  );
}

/** The episode that a turn's event was projected to, made again; null for an event that is damaged too or is no turn. */
export function episodeOf(event: EventRow | undefined, id: string): EpisodeRow | null {
  if (event?.kind !== 'turn' || !isRecord(event.payload)) return null;
  const { turnId, userText, assistantText, occurredAt } = event.payload;
  if (!isText(turnId) || !isText(userText) || !isText(assistantText)) return null;
  return {
    id,
    kind: 'episode',
    seq: event.seq,
    at: isText(occurredAt) ? occurredAt : event.at,
    sessionId: event.sessionId,
    turnId,
    userText,
    assistantText,
    userName: null,
  };
}

export function isSession(row: unknown): row is SessionRow {
  return (
    isRecord(row) &&
    isText(row['id']) &&
    isRecord(row['metadata']) &&
    (row['endedAt'] === null || isText(row['endedAt'])) &&
    isText(row['brief']) &&
    Number.isInteger(row['turns'])
  );
}

export function isProfile(value: unknown): value is ProfileSnapshot | null {
  return value === null || (isRecord(value) && Number.isInteger(value['version']) && isText(value['summary']));
}

export function isChunk(row: unknown): row is ChunkRow {
  return isRecord(row) && isText(row['id']) && isText(row['text']) && isText(row['docId']) && isText(row['index']) && Number.isInteger(row['position']);
}

export function isPack(row: unknown): row is ChunkPackRow {
  return isRecord(row) && isText(row['id']) && Number.isInteger(row['seq']) && Array.isArray(row['chunks']) && row['chunks'].every(isRecord);
}
