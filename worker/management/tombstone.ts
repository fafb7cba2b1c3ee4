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

/** Bytes of ids that one event names: a cloud takes no event over a megabyte. An id counts as `ID_BYTES` or more, since it takes no list of more than ten thousand. */
const NAMED_BYTES = 204_800;
const ID_BYTES = 32;

/** The same in as many tombstones as an event each can hold. The first has the scope and the sessions; in the others are ids that it had no room for. */
export function inParts(tombstone: Tombstone): Tombstone[] {
  const nothing = { ...tombstone, memoryIds: [], turns: [], eventIds: [] };
  const parts: { memoryIds: string[]; turns: Tombstone['turns'][number][]; eventIds: string[] }[] = [];
  let bytes = Infinity;
  const room = (name: unknown): (typeof parts)[number] => {
    const size = Math.max(ID_BYTES, new TextEncoder().encode(JSON.stringify(name)).length);
    if (bytes + size > NAMED_BYTES) {
      parts.push({ memoryIds: [], turns: [], eventIds: [] });
      bytes = 0;
    }
    bytes += size;
    return parts.at(-1)!;
  };
  for (const id of tombstone.memoryIds) room(id).memoryIds.push(id);
  for (const turn of tombstone.turns) room(turn).turns.push(turn);
  for (const id of tombstone.eventIds) room(id).eventIds.push(id);
  const [first, ...rest] = parts;
  return [{ ...nothing, ...first }, ...rest.map((part): Tombstone => ({ ...part, scope: 'memory', sessionIds: [], briefsOf: [] }))];
}

/** What is left of an event that told of something forgotten. */
export const FORGOTTEN: EventRow['payload'] = { forgotten: true };

/** True for an event of which nothing is left. */
export function isForgotten(event: Pick<EventRow, 'payload'>): boolean {
  return event.payload['forgotten'] === true;
}

/** Payload of an event that is there and cannot be read: it is never sent, and forgetting it takes it out as any other. */
export const DAMAGED: EventRow['payload'] = { damaged: true };

export function isDamaged(event: Pick<EventRow, 'payload'>): boolean {
  return event.payload['damaged'] === true;
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
