import { turnKey, type EventRow, type FactRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import { FORGOTTEN, isForgotten } from './tombstone.ts';

/** Writes that take the words of something forgotten out of the log, and the events of which nothing is left then. */
export interface Redaction {
  readonly writes: readonly Write[];
  readonly eventIds: readonly string[];
}

/** Takes these facts out of the imports, edits and turns that told of them. What else those told stays. */
export async function redactFacts(store: Pick<Store, 'get' | 'scan'>, facts: readonly FactRow[]): Promise<Redaction> {
  if (facts.length === 0) return { writes: [], eventIds: [] };
  const ids = new Set(facts.map(({ id }) => id));
  const events = [...(await turnsOf(store, facts)), ...(await store.scan('events', { index: 'bySession', equals: '' }))];
  const changed = events.flatMap((event): EventRow[] => {
    const payload = without(event, ids);
    return payload === event.payload ? [] : [{ ...event, payload }];
  });
  const gone = changed.filter(isForgotten);
  return { writes: [...changed.map((put): Write => ({ table: 'events', put })), ...gone.map(unsent)], eventIds: gone.map(({ id }) => id) };
}

/** The events of the turns that facts were taken from. */
async function turnsOf(store: Pick<Store, 'get'>, facts: readonly FactRow[]): Promise<EventRow[]> {
  const keys = new Set(facts.flatMap(({ source }) => (source ? [turnKey(source.sessionId, source.turnId)] : [])));
  const events = await Promise.all(
    [...keys].map(async (key) => {
      const turn = await store.get('turns', key);
      return turn && store.get('events', turn.seq);
    }),
  );
  return events.filter((event) => event !== undefined);
}

/** Takes everything out of these events. */
export function redactWhole(events: readonly EventRow[]): Redaction {
  const told = events.filter((event) => !isForgotten(event));
  return {
    writes: told.flatMap((event): Write[] => [{ table: 'events', put: { ...event, payload: FORGOTTEN } }, unsent(event)]),
    eventIds: told.map(({ id }) => id),
  };
}

/** Nothing is left to send of it; the tombstone tells the rest. */
function unsent({ seq }: EventRow): Write {
  return { table: 'outbox', remove: seq };
}

function without({ kind, payload }: EventRow, ids: ReadonlySet<string>): EventRow['payload'] {
  if (kind === 'memory_edit') return namesOne(payload, ids) ? FORGOTTEN : payload;
  const field = kind === 'memory_import' ? 'items' : kind === 'turn' ? 'facts' : null;
  const told: unknown = field && payload[field];
  if (field === null || !Array.isArray(told)) return payload;
  const left = told.filter((item) => !namesOne(item, ids));
  if (left.length === told.length) return payload;
  return field === 'items' && left.length === 0 ? FORGOTTEN : { ...payload, [field]: left };
}

function namesOne(item: unknown, ids: ReadonlySet<string>): boolean {
  return typeof item === 'object' && item !== null && 'memoryId' in item && typeof item.memoryId === 'string' && ids.has(item.memoryId);
}
