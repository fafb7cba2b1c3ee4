import { describe, expect, it } from 'vitest';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { Log, type Entry } from '../../worker/log.ts';
import { MemoryStore, type MemoryRows } from '../../worker/store/memory.ts';
import { turnKey } from '../../worker/store/schema.ts';
import type { Store } from '../../worker/store/store.ts';
import { UserMemory } from '../../worker/user-memory.ts';
import { episode, fact, session } from './rows.ts';

const AT = '2026-03-01T10:00:00.000Z';

function entry(turnId: string, seq: number): Entry {
  const row = episode(`epi-${turnId}`, seq, { turnId, userText: `said in ${turnId}` });
  return {
    event: { id: `evt-${turnId}`, kind: 'turn', sessionId: 's', at: AT, payload: {} },
    writes: [
      { table: 'turns', put: { id: turnKey('s', turnId), eventId: `evt-${turnId}`, seq } },
      { table: 'memories', put: row },
    ],
  };
}
const once = (turnId: string) => ({ absent: { table: 'turns' as const, key: turnKey('s', turnId) } });

interface Tab {
  readonly memory: UserMemory;
  readonly log: Log;
  readonly store: Store;
  readonly commits: () => number;
}

/** One tab over rows that others may share. */
function tab(rows: MemoryRows = {}, store: Store = new MemoryStore({ rows })): Tab {
  const memory = new UserMemory(new VectorArena());
  let commits = 0;
  return { memory, log: new Log(store, memory, { onCommit: () => void commits++ }), store, commits: () => commits };
}

const append = ({ log }: Tab, turnId: string) => log.append((seq) => entry(turnId, seq), once(turnId));
const turns = ({ memory }: Tab): string[] => memory.turnsOf('s').map(({ turnId }) => turnId);

describe('an entry of the log', () => {
  it('is written with its event, its outbox row and its projections under one sequence number, and followed', async () => {
    const one = tab();
    expect(await append(one, 'a')).toBe('appended');
    expect(await one.store.scan('events')).toMatchObject([{ seq: 1, id: 'evt-a' }]);
    expect(await one.store.scan('outbox')).toEqual([{ seq: 1, eventId: 'evt-a', sessionId: 's', attempts: 0, deadReason: null }]);
    expect(await one.store.head()).toBe(1);
    expect([one.memory.head, turns(one), one.commits()]).toEqual([1, ['a'], 1]);
  });

  it('is not written when there is none', async () => {
    const one = tab();
    expect(await one.log.append(() => null)).toBe('nothing');
    expect([await one.store.count('events'), one.memory.head, one.commits()]).toEqual([0, 0, 0]);
  });

  it('is not written twice under a key that has to be absent', async () => {
    const one = tab();
    await append(one, 'a');
    expect(await append(one, 'a')).toBe('exists');
    expect([await one.store.count('events'), turns(one), one.memory.head]).toEqual([1, ['a'], 1]);
  });

  it('may bring more events, each under a number of its own and with an outbox row', async () => {
    const one = tab();
    await append(one, 'a');
    const event = (id: string) => ({ id, kind: 'turn' as const, sessionId: 's', at: AT, payload: {} });
    await one.log.append(() => ({ event: event('b'), more: [event('c'), event('d')], writes: [] }));
    await append(one, 'e');
    const rows = async (table: 'events' | 'outbox') => (await one.store.scan(table)).map((row) => [row.seq, 'id' in row ? row.id : row.eventId]);
    const told = [
      [1, 'evt-a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
      [5, 'evt-e'],
    ];
    expect([await rows('events'), await rows('outbox')]).toEqual([told, told]);
    expect([one.memory.head, await one.store.head()]).toEqual([5, 5]);
  });

  it('brings facts, sessions and the profile along', async () => {
    const one = tab();
    await one.log.append((seq) => ({
      event: { id: 'e', kind: 'session_end', sessionId: 's', at: AT, payload: {} },
      writes: [
        { table: 'memories', put: fact('f', seq) },
        { table: 'meta', put: { id: 'profile', value: { version: 1, summary: 'User: lives in Delhi.' } } },
        { table: 'sessions', put: session('s', seq, { endedAt: AT, brief: 'talked about tea.' }) },
      ],
    }));
    expect(one.memory.factsOf('user.location.current').find(({ validTo }) => validTo === null)?.id).toBe('f');
    expect(one.memory.profile).toEqual({ version: 1, summary: 'User: lives in Delhi.' });
    expect(one.memory.lastBrief('another')).toEqual({ sessionId: 's', text: 'talked about tea.', endedAt: AT });
  });
});

describe('two tabs over one store', () => {
  it('take turns: the slower one catches up and makes its entry anew for the next number', async () => {
    const rows: MemoryRows = {};
    const [one, two] = [tab(rows), tab(rows)];
    await append(one, 'a');
    const made: number[] = [];
    const outcome = await two.log.append((seq) => {
      made.push(seq);
      return entry('b', seq);
    }, once('b'));
    expect([outcome, made]).toEqual(['appended', [1, 2]]);
    expect([turns(two), two.memory.head, await two.store.head()]).toEqual([['a', 'b'], 2, 2]);
    await one.log.catchUp();
    expect([turns(one), one.memory.head]).toEqual([['a', 'b'], 2]);
  });

  it('find a turn that the other wrote, once told that it is there', async () => {
    const rows: MemoryRows = {};
    const [one, two] = [tab(rows), tab(rows)];
    await append(one, 'a');
    expect(await append(two, 'a')).toBe('exists');
    expect([turns(two), two.memory.head]).toEqual([['a'], 1]);
  });

  it('let go of what the other has forgotten, and are told of it once', async () => {
    const rows: MemoryRows = {};
    const one = tab(rows);
    const memory = new UserMemory(new VectorArena());
    let told = 0;
    const log = new Log(new MemoryStore({ rows }), memory, { onCommit: () => undefined, onBuried: () => void told++ });
    await append(one, 'a');
    await append(one, 'b');
    await log.catchUp();
    await one.log.append((seq) => ({
      event: { id: 'gone', kind: 'tombstone', sessionId: '', at: AT, payload: { scope: 'memory', memoryIds: ['epi-a'] } },
      writes: [
        { table: 'memories', remove: 'epi-a' },
        { table: 'meta', put: { id: 'tombstone', value: seq } },
      ],
    }));
    await log.catchUp();
    await append(one, 'c');
    await log.catchUp();
    expect([memory.turnsOf('s').map(({ turnId }) => turnId), told]).toEqual([['b', 'c'], 1]);
    expect(turns(one)).toEqual(['b', 'c']);
  });

  it('write a turn once when both are told of it', async () => {
    const rows: MemoryRows = {};
    const [one, two] = [tab(rows), tab(rows)];
    const outcomes = await Promise.all([append(one, 'a'), append(two, 'a')]);
    expect(outcomes.toSorted()).toEqual(['appended', 'exists']);
    expect(await one.store.count('events')).toBe(1);
  });

  it('leave a log without gaps and with every turn, however they interleave', async () => {
    const rows: MemoryRows = {};
    const tabs = [tab(rows), tab(rows), tab(rows)];
    await Promise.all(Array.from({ length: 30 }, (_, i) => append(tabs[i % 3]!, `t${i}`)));
    const events = await tabs[0]!.store.scan('events');
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(new Set(events.map(({ id }) => id)).size).toBe(30);
    for (const each of tabs) {
      await each.log.catchUp();
      expect(turns(each)).toEqual(events.map(({ id }) => id.slice('evt-'.length)));
    }
  });
});

describe('appends at the same time', () => {
  it('are made one after another, each for its own number', async () => {
    const one = tab();
    let running = 0;
    let overlapped = false;
    const slow = (turnId: string) =>
      one.log.append(async (seq) => {
        overlapped ||= ++running > 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
        running--;
        return entry(turnId, seq);
      });
    await Promise.all(['a', 'b', 'c'].map(slow));
    expect([overlapped, turns(one), one.memory.head]).toEqual([false, ['a', 'b', 'c'], 3]);
  });
});

describe('a commit that fails', () => {
  const full = new DOMException('full', 'QuotaExceededError');
  const failing = (): Tab & { mend(): void } => {
    const store = new MemoryStore();
    const commit = store.commit.bind(store);
    store.commit = () => Promise.reject(full);
    return { ...tab({}, store), mend: () => void (store.commit = commit) };
  };

  it('rejects as it failed and leaves the memory as it was', async () => {
    const one = failing();
    await expect(append(one, 'a')).rejects.toBe(full);
    expect([one.memory.head, turns(one), one.memory.episodes.size, one.commits()]).toEqual([0, [], 0, 0]);
  });

  it('does not stand in the way of the next', async () => {
    const one = failing();
    const first = append(one, 'a');
    await expect(first).rejects.toBe(full);
    one.mend();
    expect(await append(one, 'a')).toBe('appended');
    expect([one.memory.head, turns(one)]).toEqual([1, ['a']]);
  });

  it('nor does an entry that cannot be made', async () => {
    const one = tab();
    await expect(one.log.append(() => Promise.reject(new RangeError('x')))).rejects.toBeInstanceOf(RangeError);
    expect(await append(one, 'a')).toBe('appended');
  });
});
