import { expect, it } from 'vitest';
import { DAMAGED } from '../../../../worker/management/tombstone.ts';
import { openEncrypted } from '../../../../worker/store/encrypted/open-encrypted.ts';
import { MemoryStore, type MemoryRows } from '../../../../worker/store/memory.ts';
import { ORG_TABLES, SEALED_USER_TABLES, type TableName } from '../../../../worker/store/schema.ts';
import type { Store } from '../../../../worker/store/store.ts';
import { UserMemory } from '../../../../worker/user-memory.ts';
import { VectorArena } from '../../../../worker/search/vectors/arena.ts';
import { event, fact, put, SAMPLES } from '../rows.ts';
import { bySecret, IDENTITY } from './unlocks.ts';

const TABLES_OF_ALL: readonly TableName[] = [...new Set([...SEALED_USER_TABLES, ...ORG_TABLES])];

async function open(rows: MemoryRows, incidents: string[] = []): Promise<Store> {
  return openEncrypted({
    store: new MemoryStore({ tables: TABLES_OF_ALL, rows }),
    identity: IDENTITY,
    source: await bySecret('a'),
    tables: TABLES_OF_ALL.filter((table) => table !== 'keys'),
    onIncident: (what) => incidents.push(what),
  });
}

const { events, sessions, memories, segments, meta, chunks, indexes } = SAMPLES;

it.each<[TableName, string | number, object, object | undefined]>([
  ['events', events.seq, events, { seq: 1, id: 'event-1', kind: 'turn', sessionId: 's1', at: '', payload: DAMAGED }],
  ['sessions', sessions.id, sessions, { id: 's1', seq: 2 }],
  ['memories', memories.id, memories, { id: 'f1', seq: 1, kind: 'fact' }],
  ['segments', segments.id, segments, { id: 's1', bytes: new Uint8Array() }],
  ['meta', meta.id, meta, undefined],
  ['chunks', chunks.id, chunks, { id: 'd1:0', seq: 1 }],
  ['indexes', indexes.name, indexes, { name: 'handbook' }],
])('a plain row in the place of a sealed one of %s tells nothing but its place', async (table, key, row, left) => {
  const rows: MemoryRows = {};
  const incidents: string[] = [];
  const store = await open(rows, incidents);
  await store.commit([{ table, put: row } as never]);
  expect(await store.get(table, key)).toEqual(row);
  const beneath = new MemoryStore({ tables: TABLES_OF_ALL, rows });
  await beneath.commit([{ table, put: row } as never]);
  expect(await store.get(table, key)).toStrictEqual(left);
  expect(await store.scan(table)).toStrictEqual(left ? [left] : []);
  expect(incidents).toEqual(Array.from({ length: 2 }, () => `1 encrypted rows of ${table} were altered or sealed with another key`));
});

it('plain rows of a memory are not remembered: a turn is made again from the log, a fact and a session are left out', async () => {
  const rows: MemoryRows = {};
  const store = await open(rows);
  const said = { turnId: 't1', memoryId: 'e1', userText: 'I moved to Pune', assistantText: 'Noted.', userName: null };
  const episode = { kind: 'episode', id: 'e1', seq: 1, at: events.at, sessionId: 's1', turnId: 't1', userName: null } as const;
  const writes = [put('events', event(1, { payload: said })), put('memories', { ...episode, userText: 'I moved to Pune', assistantText: 'Noted.' })];
  await store.commit([...writes, put('memories', fact('f1', 1)), put('sessions', sessions)], { head: { expected: 0, next: 1 } });
  await new MemoryStore({ tables: TABLES_OF_ALL, rows }).commit([
    put('memories', { ...episode, userText: 'I moved to Forgery', assistantText: 'Noted.' }),
    put('memories', fact('f1', 1, { text: 'Lives in Forgery' })),
    put('sessions', { ...sessions, brief: 'Forgery' }),
  ]);
  const incidents: string[] = [];
  const memory = new UserMemory(new VectorArena(), (what) => incidents.push(what));
  await memory.catchUp(store);
  expect([memory.episode('e1')?.userText, memory.fact('f1'), memory.session('s1')]).toEqual(['I moved to Pune', undefined, undefined]);
  expect(incidents.toSorted()).toEqual([
    'a damaged row could not be made again and was left out',
    'a damaged row was made again from the event log',
    'a damaged session was left out',
  ]);
});
