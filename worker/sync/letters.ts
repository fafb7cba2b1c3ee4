import type { CloudEvent } from '../../src/contract/cloud.ts';
import { isDamaged, isForgotten } from '../management/tombstone.ts';
import type { EventRow, OutboxRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';

/** Bytes of a batch, unless its one event is larger. */
const BATCH_BYTES = 262_144;

/** An event on its way. */
export interface Letter {
  readonly seq: number;
  readonly id: string;
  /** The event as JSON. */
  readonly text: string;
  /** Of that in UTF-8. */
  readonly bytes: number;
}

/** What rows of the outbox hold to be sent. */
export interface Post {
  readonly letters: readonly Letter[];
  /** Rows of which nothing is left to be sent. */
  readonly gone: readonly number[];
  /** Rows whose event cannot be read, or written as JSON. */
  readonly unreadable: readonly number[];
  /** Rows for which this batch had no room. */
  readonly rest: readonly OutboxRow[];
}

/** Reads the events of rows as they are now: between two batches they may have been forgotten, sent by another tab or put aside. */
export async function readPost(store: Pick<Store, 'get'>, rows: readonly OutboxRow[]): Promise<Post> {
  const letters: Letter[] = [];
  const gone: number[] = [];
  const unreadable: number[] = [];
  let bytes = 0;
  for (const [i, { seq }] of rows.entries()) {
    const [row, event] = await Promise.all([store.get('outbox', seq), store.get('events', seq)]);
    if (row?.deadReason !== null) continue;
    if (!event || isForgotten(event)) {
      gone.push(seq);
      continue;
    }
    const text = isDamaged(event) ? null : textOf(event);
    if (text === null) {
      unreadable.push(seq);
      continue;
    }
    const own = new TextEncoder().encode(text).length;
    bytes += own;
    if (bytes > BATCH_BYTES && letters.length > 0) return { letters, gone, unreadable, rest: rows.slice(i) };
    letters.push({ seq, id: event.id, text, bytes: own });
  }
  return { letters, gone, unreadable, rest: [] };
}

function textOf({ id, kind, sessionId, seq, at, payload }: EventRow): string | null {
  try {
    return JSON.stringify({ id, kind, sessionId, seq, at, payload } satisfies CloudEvent);
  } catch {
    return null;
  }
}
