import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MemoryItem } from '../../../src/contract/local.ts';
import { listMemories } from '../../../worker/management/list.ts';
import { OrgMemory } from '../../../worker/org-memory.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { UserMemory } from '../../../worker/user-memory.ts';
import { episode, fact, session } from '../rows.ts';

const on = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;

/** A user with an open session, one that ended, facts and the documents of their workspace. */
async function library() {
  const memory = new UserMemory(new VectorArena());
  memory.noteSession(session('open', 1, { lastActiveAt: on(5) }));
  memory.noteSession(session('ended', 2, { endedAt: on(3), brief: 'talked about tea.' }));
  memory.apply(episode('e1', 3, { sessionId: 'ended', at: on(2), userText: 'I like green tea.', assistantText: 'Noted.' }));
  memory.apply(episode('e2', 4, { sessionId: 'open', at: on(5), userText: 'And the Choir?' }));
  memory.apply(fact('f1', 5, { validFrom: on(4), source: { sessionId: 'ended', turnId: 'turn-e1' }, metadata: { tag: 'x' } }));
  memory.apply(fact('f2', 6, { matchKey: null, text: 'User sings in a choir.', validFrom: on(1), validTo: on(4) }));
  memory.noteMeta({ id: 'profile', value: { version: 2, summary: 'User: lives in Delhi.' } });
  const org = new OrgMemory(new VectorArena());
  const store = new MemoryStore();
  await org.create(store, { name: 'handbook', documents: [{ id: 'tea', text: 'Tea is served at four.', metadata: { page: 4 } }] }, on(1));
  const { indexes } = await org.list(store);
  return { memory, org, indexes };
}

describe('the list of memories', () => {
  it('shows every memory once, newest first, with where it comes from', async () => {
    const { items, nextCursor } = listMemories({ limit: 50 }, await library());
    expect(nextCursor).toBeNull();
    expect(items).toEqual([
      { lane: 'profile', memoryId: 'profile:2', kind: 'profile', text: 'User: lives in Delhi.' },
      {
        lane: 'permanent',
        memoryId: 'e2',
        kind: 'episode',
        text: 'And the Choir?',
        validFrom: on(5),
        sessionId: 'open',
        turnId: 'turn-e2',
        occurredAt: on(5),
      },
      {
        lane: 'permanent',
        memoryId: 'f1',
        kind: 'fact',
        text: 'User lives in Delhi.',
        matchKey: 'user.location.current',
        validFrom: on(4),
        sessionId: 'ended',
        turnId: 'turn-e1',
        occurredAt: on(1),
        metadata: { tag: 'x' },
      },
      { lane: 'working', memoryId: 'brief:ended', kind: 'brief', text: 'talked about tea.', sessionId: 'ended', occurredAt: on(3) },
      {
        lane: 'permanent',
        memoryId: 'e1',
        kind: 'episode',
        text: 'I like green tea.\nNoted.',
        validFrom: on(2),
        sessionId: 'ended',
        turnId: 'turn-e1',
        occurredAt: on(2),
      },
      { lane: 'org', memoryId: 'tea:0', kind: 'chunk', text: 'Tea is served at four.', index: 'handbook', docId: 'tea', metadata: { page: 4 } },
      { lane: 'permanent', memoryId: 'f2', kind: 'fact', text: 'User sings in a choir.', validFrom: on(1), validTo: on(4), occurredAt: on(1) },
    ]);
  });

  it('of one lane shows what that lane holds; the working lane the turns of open sessions', async () => {
    const sources = await library();
    const of = (lane: MemoryItem['lane']): readonly string[] => listMemories({ lane, limit: 50 }, sources).items.map(({ memoryId }) => memoryId);
    expect([of('profile'), of('working'), of('permanent'), of('org')]).toEqual([['profile:2'], ['e2', 'brief:ended'], ['e2', 'f1', 'e1', 'f2'], ['tea:0']]);
  });

  it.each([
    ['CHOIR', ['e2', 'f2']],
    ['tea green', ['e1']],
    ['green  tea', ['e1']],
    ['ｃｈｏｉｒ', ['e2', 'f2']],
    ['een te', ['e1']],
    ['tea choir', []],
    ['  ', ['e2', 'f1', 'e1', 'f2']],
  ])('filters by %j: the characters as they stand, or every word', async (q, found) => {
    const { items } = listMemories({ lane: 'permanent', q, limit: 50 }, await library());
    expect(items.map(({ memoryId }) => memoryId)).toEqual(found);
  });

  it('refuses a cursor that it did not give', async () => {
    const sources = await library();
    for (const cursor of ['x', '', 'W10', 'WzEsMl0', '%%%', '/../'])
      expect(() => listMemories({ cursor, limit: 5 }, sources)).toThrow(expect.objectContaining({ code: 'runtime.bad_request', status: 400 }));
  });
});

describe('pages of the list', () => {
  it('show each memory that stays once, whatever comes and goes between them', () => {
    const days = fc.integer({ min: 1, max: 6 });
    const change = fc.record({ id: fc.nat(40), day: days, gone: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(days, { maxLength: 30 }),
        fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 7 }),
        (start, changes, limit) => {
          const memory = new UserMemory(new VectorArena());
          const sources = { memory, org: new OrgMemory(new VectorArena()), indexes: [] };
          start.forEach((day, id) => memory.apply(fact(`old${id}`, id, { matchKey: null, validFrom: on(day), text: `Ünicode ${id}` })));
          const stays = new Set(start.map((_, id) => `old${id}`));
          const seen: string[] = [];
          let cursor: string | undefined;
          for (let page = 0; ; page++) {
            const { items, nextCursor } = listMemories({ limit, ...(cursor === undefined ? {} : { cursor }) }, sources);
            expect(items.length).toBeLessThanOrEqual(limit);
            seen.push(...items.map(({ memoryId }) => memoryId));
            if (nextCursor === null) break;
            cursor = nextCursor;
            for (const { id, day, gone } of changes[page] ?? []) {
              if (gone) {
                memory.bury({ scope: 'memory', memoryIds: [`old${id}`], sessionIds: [], turns: [], eventIds: [], briefsOf: [] });
                stays.delete(`old${id}`);
              } else memory.apply(fact(`new${page}-${id}`, 100, { matchKey: null, validFrom: on(day) }));
            }
          }
          expect(new Set(seen).size).toBe(seen.length);
          for (const id of stays) expect(seen).toContain(id);
        },
      ),
      { numRuns: 200 },
    );
  });
});
