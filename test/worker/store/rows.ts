import type { ChunkRow, EventRow, FactRow, SegmentRow, TableName, Tables } from '../../../worker/store/schema.ts';
import type { Write } from '../../../worker/store/store.ts';

export function event(seq: number, change: Partial<EventRow> = {}): EventRow {
  return { seq, id: `event-${seq}`, kind: 'turn', sessionId: 's1', at: '2026-03-01T10:00:00.000Z', payload: { text: `turn ${seq}` }, ...change };
}

export function fact(id: string, seq: number, change: Partial<FactRow> = {}): FactRow {
  return {
    kind: 'fact',
    id,
    seq,
    at: '2026-03-01T10:00:00.000Z',
    matchKey: 'home.city',
    text: 'Lives in Pune',
    validFrom: '2026-03-01T10:00:00.000Z',
    validTo: null,
    source: { sessionId: 's1', turnId: 't1' },
    metadata: {},
    ...change,
  };
}

export function segment(id: string, bytes: Uint8Array = Uint8Array.from([0, 1, 127, 128, 255])): SegmentRow {
  return { id, bytes };
}

export function chunk(id: string, seq: number, change: Partial<ChunkRow> = {}): ChunkRow {
  return { id, seq, index: 'handbook', docId: 'd1', position: 0, text: 'Refunds take five days.', metadata: {}, removed: false, ...change };
}

export function meta(id: string, value: unknown): Tables['meta'] {
  return { id, value };
}

/** One full row of every table. */
export const SAMPLES: Tables = {
  events: event(1, { payload: { turnId: 't1', userText: 'I moved to Pune', nested: { list: [1, 2.5, null, true, 'x'], empty: {} } } }),
  sessions: {
    id: 's1',
    seq: 2,
    mode: 'default',
    startedAt: '2026-03-01T10:00:00.000Z',
    lastActiveAt: '2026-03-01T10:05:00.000Z',
    endedAt: null,
    metadata: { channel: 'web', tags: ['a', 'b'] },
    turns: 3,
    brief: 'Talked about moving.',
  },
  turns: { id: '["s1","t1"]', eventId: 'event-1', seq: 1 },
  memories: fact('f1', 1, { metadata: { confidence: 0.75 } }),
  segments: segment('s1'),
  outbox: { seq: 1, eventId: 'event-1', sessionId: 's1', attempts: 0, deadReason: null },
  meta: meta('profile', { summary: 'A person', version: 7 }),
  chunks: chunk('d1:0', 1, { metadata: { page: 4 } }),
  indexes: { name: 'handbook', version: 2, chunkCount: 10, createdAt: '2026-03-01T10:00:00.000Z', updatedAt: '2026-03-02T10:00:00.000Z' },
  keys: { id: 'current', value: { kind: 'none' } },
};

/** The write that puts `row` into `table`. */
export function put<T extends TableName>(table: T, row: Tables[T]): Write;
export function put(table: TableName, row: Tables[TableName]): object {
  return { table, put: row };
}

/** The write that removes what is under `key` in `table`. */
export function remove(table: TableName, key: string | number): Write;
export function remove(table: TableName, key: string | number): object {
  return { table, remove: key };
}
