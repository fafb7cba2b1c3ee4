import type { MemoryItem } from '../../src/contract/local.ts';
import type { ProfileSnapshot } from '../../src/contract/types.ts';
import { turnText } from '../lanes/working.ts';
import type { ChunkRow, EpisodeRow, FactRow } from '../store/schema.ts';

/** A fact as the management shows it. */
export function factItem(fact: FactRow): MemoryItem {
  return {
    lane: 'permanent',
    memoryId: fact.id,
    kind: 'fact',
    text: fact.text,
    ...(fact.matchKey === null ? {} : { matchKey: fact.matchKey }),
    validFrom: fact.validFrom,
    ...(fact.validTo === null ? {} : { validTo: fact.validTo }),
    ...fact.source,
    occurredAt: fact.at,
    ...(hasEntries(fact.metadata) ? { metadata: fact.metadata } : {}),
  };
}

/** A turn: of the permanent lane, and of the working lane while its session is open. */
export function episodeItem(episode: EpisodeRow, lane: 'permanent' | 'working'): MemoryItem {
  return {
    lane,
    memoryId: episode.id,
    kind: 'episode',
    text: turnText(episode),
    validFrom: episode.at,
    sessionId: episode.sessionId,
    turnId: episode.turnId,
    occurredAt: episode.at,
  };
}

export function briefItem(sessionId: string, text: string, at: string): MemoryItem {
  return { lane: 'working', memoryId: `brief:${sessionId}`, kind: 'brief', text, sessionId, occurredAt: at };
}

export function chunkItem(chunk: ChunkRow): MemoryItem {
  return {
    lane: 'org',
    memoryId: `${chunk.docId}:${chunk.position}`,
    kind: 'chunk',
    text: chunk.text,
    index: chunk.index,
    docId: chunk.docId,
    ...(hasEntries(chunk.metadata) ? { metadata: chunk.metadata } : {}),
  };
}

export function profileItem({ version, summary }: ProfileSnapshot): MemoryItem {
  return { lane: 'profile', memoryId: `profile:${version}`, kind: 'profile', text: summary };
}

/** Rows of a damaged database may lack it. */
function hasEntries(metadata: unknown): boolean {
  return typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length > 0;
}
