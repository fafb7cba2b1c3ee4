import type { EventRow } from '../store/schema.ts';

/** What was forgotten, told to other tabs and to the cloud: ids alone. */
export interface Tombstone {
  readonly scope: 'memory' | 'session' | 'user';
  /** Facts and episodes. */
  readonly memoryIds: readonly string[];
  /** Sessions that are gone whole. */
  readonly sessionIds: readonly string[];
  readonly turns: readonly { readonly sessionId: string; readonly turnId: string }[];
  /** Events of which nothing is left. */
  readonly eventIds: readonly string[];
  /** Sessions whose brief was made anew without what was forgotten. */
  readonly briefsOf: readonly string[];
}

/** What is left of an event that told of something forgotten. */
export const FORGOTTEN: EventRow['payload'] = { forgotten: true };

/** True for an event of which nothing is left. */
export function isForgotten(event: Pick<EventRow, 'payload'>): boolean {
  return event.payload['forgotten'] === true;
}

/** The tombstone in an event; null for an event of another kind. What is damaged in it reads as naming nothing. */
export function tombstoneOf(event: Pick<EventRow, 'kind' | 'payload'>): Tombstone | null {
  if (event.kind !== 'tombstone') return null;
  const { scope, memoryIds, sessionIds, eventIds, briefsOf, turns } = event.payload;
  return {
    scope: scope === 'user' || scope === 'session' ? scope : 'memory',
    memoryIds: texts(memoryIds),
    sessionIds: texts(sessionIds),
    turns: Array.isArray(turns) ? turns.filter(isTurn) : [],
    eventIds: texts(eventIds),
    briefsOf: texts(briefsOf),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function isTurn(value: unknown): value is Tombstone['turns'][number] {
  return (
    typeof value === 'object' &&
    value !== null &&
    'sessionId' in value &&
    typeof value.sessionId === 'string' &&
    'turnId' in value &&
    typeof value.turnId === 'string'
  );
}
