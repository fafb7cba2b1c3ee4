import type { OutboxListRequest, OutboxListResponse, OutboxRetryAllResponse, OutboxRetryRequest, OutboxRetryResponse } from '../../src/contract/local.ts';
import type { OutboxRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import { outboxRows } from '../sync/outbox.ts';
import { cursorOf, notACursor, positionOf } from './cursor.ts';
import { unknownOutboxRow } from './unknown.ts';

/** Waiting events in the order in which they will be sent, and how many wait in all. */
export async function listOutbox({ cursor, limit }: OutboxListRequest, store: Pick<Store, 'get' | 'scan'>): Promise<OutboxListResponse> {
  const from = cursor === undefined ? 0 : Number(positionOf(cursor).at);
  if (Number.isNaN(from)) throw notACursor();
  let all = 0;
  let dead = 0;
  const page: OutboxRow[] = [];
  for await (const row of outboxRows(store)) {
    all++;
    if (row.deadReason !== null) dead++;
    if (row.seq > from && page.length <= limit) page.push(row);
  }
  const shown = page.slice(0, limit);
  const items = await Promise.all(
    shown.map(async ({ seq, eventId, sessionId, attempts, deadReason }) => {
      const event = await store.get('events', seq);
      return { id: eventId, seq, kind: event?.kind ?? null, sessionId, at: event?.at ?? null, attempts, deadReason };
    }),
  );
  return { pending: all - dead, dead, items, nextCursor: page.length > limit ? cursorOf({ at: String(shown.at(-1)!.seq), key: '' }) : null };
}

/**
 * Lets an event be sent again, as if it had never been tried. The caller starts the sending.
 *
 * @throws RuntimeError `runtime.bad_request` with status 404 when no such event waits
 */
export async function retryOutbox({ id }: OutboxRetryRequest, store: Pick<Store, 'get' | 'scan' | 'head' | 'commit'>): Promise<OutboxRetryResponse> {
  for await (const row of outboxRows(store)) {
    if (row.eventId !== id) continue;
    await sendAgain([row], store);
    return { status: 'ok' };
  }
  throw unknownOutboxRow();
}

/** Rows that are let go at a time. */
const PAGE = 500;

/** Lets every event be sent again that the cloud has refused, in their order. The caller starts the sending. */
export async function retryRefused(store: Pick<Store, 'get' | 'scan' | 'head' | 'commit'>): Promise<OutboxRetryAllResponse> {
  let retried = 0;
  let page: OutboxRow[] = [];
  for await (const row of outboxRows(store)) {
    if (row.deadReason !== null) page.push(row);
    if (page.length < PAGE) continue;
    retried += await sendAgain(page, store);
    page = [];
  }
  return { status: 'ok', retried: retried + (await sendAgain(page, store)) };
}

/** What was forgotten meanwhile stays gone: whoever forgets moves the head of the log, and the rows are read again. */
async function sendAgain(rows: readonly OutboxRow[], store: Pick<Store, 'get' | 'head' | 'commit'>): Promise<number> {
  for (;;) {
    const head = await store.head();
    const there = await Promise.all(rows.map(({ seq }) => store.get('outbox', seq)));
    const puts = there.flatMap((row): Write[] => (row ? [{ table: 'outbox', put: { ...row, attempts: 0, deadReason: null } }] : []));
    if (puts.length === 0) return 0;
    const outcome = await store.commit(puts, { head: { expected: head, next: head } });
    if (outcome.status === 'committed') return puts.length;
  }
}
