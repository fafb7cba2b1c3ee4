import type { EventKind, EventRow } from '../../../worker/store/schema.ts';
import { MemoryStore, type MemoryRows } from '../../../worker/store/memory.ts';
import type { Store } from '../../../worker/store/store.ts';

/** A word that every event holds and nothing else may. */
export const SECRET_WORD = 'marrakesh';

export interface Waiting {
  readonly id?: string;
  readonly sessionId?: string;
  readonly kind?: EventKind;
  readonly payload?: EventRow['payload'];
}

/** A turn that the cloud refuses for good. */
export const REFUSED: EventRow['payload'] = { turnId: 't', userText: 7, assistantText: `not in ${SECRET_WORD}` };

/** A store whose outbox holds these events: turns, unless they say otherwise. */
export async function storeWith(waiting: readonly Waiting[], rows: MemoryRows = {}): Promise<MemoryStore> {
  const store = new MemoryStore({ rows });
  await append(store, waiting);
  return store;
}

/** Appends events behind those that are there. */
export async function append(store: Store, waiting: readonly Waiting[]): Promise<void> {
  const head = await store.head();
  const writes = waiting.flatMap(({ id, sessionId = 's', kind = 'turn', payload }, i) => {
    const seq = head + 1 + i;
    const eventId = id ?? `evt_${seq}`;
    const at = new Date(Date.UTC(2026, 2, 1, 10, 0, seq)).toISOString();
    const event = { seq, id: eventId, kind, sessionId, at, payload: payload ?? turnPayload(eventId) };
    return [
      { table: 'events', put: event },
      { table: 'outbox', put: { seq, eventId, sessionId, attempts: 0, deadReason: null } },
    ] as const;
  });
  await store.commit(writes, { head: { expected: head, next: head + waiting.length } });
}

export function turnPayload(id: string): EventRow['payload'] {
  return { turnId: `turn_${id}`, userText: `${id} was said in ${SECRET_WORD}`, assistantText: 'I see.', memoryId: `epi_${id}`, facts: [] };
}

export async function pendingIds(store: Store): Promise<string[]> {
  return (await store.scan('outbox')).flatMap(({ eventId, deadReason }) => (deadReason === null ? [eventId] : []));
}

/** Dead letters with their reasons. */
export async function deadLetters(store: Store): Promise<Record<string, string>> {
  return Object.fromEntries((await store.scan('outbox')).flatMap(({ eventId, deadReason }) => (deadReason === null ? [] : [[eventId, deadReason]])));
}
