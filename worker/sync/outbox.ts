import type { OutboxRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';

const PAGE = 1_000;

/** Rows of the outbox in the order in which they will be sent. By pages: without a cloud everything that was ever said waits. */
export async function* outboxRows(store: Pick<Store, 'scan'>): AsyncGenerator<OutboxRow> {
  for (let after = 0; ;) {
    const page = await store.scan('outbox', { after, limit: PAGE });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.seq;
  }
}

/** How many events wait to be sent, and how many for a person. */
export interface OutboxCounts {
  readonly pending: number;
  readonly dead: number;
}

export async function countOutbox(store: Pick<Store, 'scan'>): Promise<OutboxCounts> {
  let pending = 0;
  let dead = 0;
  for await (const { deadReason } of outboxRows(store)) {
    if (deadReason === null) pending++;
    else dead++;
  }
  return { pending, dead };
}

/** What became of rows that were sent, by their numbers. */
export interface Fates {
  /** Their events are where they should be, or are no more. */
  readonly gone?: readonly number[];
  /** Refused for good, each with its reason. */
  readonly dead?: ReadonlyMap<number, string>;
  /** Sent in vain. */
  readonly tried?: readonly number[];
}

/** How often a head that has moved is put up with for the sake of counting tries: while other tabs write all the time it always moves. */
const COUNTING = 3;

/**
 * Writes it down. A row that was forgotten meanwhile, here or in another tab, stays gone: whoever forgets moves the head of
 * the log, and rows that were read under another head are read again.
 */
export async function settle(store: Pick<Store, 'get' | 'head' | 'commit'>, { gone = [], dead = new Map(), tried = [] }: Fates): Promise<void> {
  const removals = gone.map((remove): Write => ({ table: 'outbox', remove }));
  for (let moved = 0; ; moved++) {
    const head = await store.head();
    const touched = [...dead.keys(), ...(moved < COUNTING ? tried : [])];
    const rows = await Promise.all(touched.map((seq) => store.get('outbox', seq)));
    const puts = rows.flatMap((row): Write[] =>
      row?.deadReason === null ? [{ table: 'outbox', put: { ...row, attempts: row.attempts + 1, deadReason: dead.get(row.seq) ?? null } }] : [],
    );
    const writes = [...removals, ...puts];
    if (writes.length === 0) return;
    const outcome = await store.commit(writes, puts.length === 0 ? {} : { head: { expected: head, next: head } });
    if (outcome.status === 'committed') return;
  }
}
