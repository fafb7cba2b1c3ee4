import { afterEach, describe, expect, it } from 'vitest';
import { forgetMemory, forgetSession, forgetUser } from '../../../worker/management/forget.ts';
import { tombstoneOf } from '../../../worker/management/tombstone.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { UserMemory } from '../../../worker/user-memory.ts';
import { push } from '../../../worker/sync/push.ts';
import { FaultyCloud } from '../sync/faulty-cloud.ts';
import { Desk } from './desk.ts';

const open: Desk[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

async function desk(rows = {}, name = 'a'): Promise<Desk> {
  const opened = await Desk.open(rows, name);
  open.push(opened);
  return opened;
}

/** A talk about a piano, with one turn that is to go. */
async function talk(): Promise<Desk> {
  const one = await desk();
  await one.start('s');
  await one.say('s', 't1', 'My name is Anna.', 'Hello Anna.');
  await one.say('s', 't2', 'I live in Marrakesh.', 'A fine place, Marrakesh.');
  await one.say('s', 't3', 'The piano tuner comes on Thursday.', 'Noted.');
  await one.say('s', 't4', 'He is paid in June.');
  await one.settled();
  return one;
}

const idOf = (one: Desk, text: string): string => one.list().find((item) => item.text.includes(text))!.memoryId;
const episodeOf = (one: Desk, turnId: string): string => one.memory.turnsOf('s').find((turn) => turn.turnId === turnId)!.id;

describe('a turn that is forgotten', () => {
  it('is in no answer, no list and no stored byte, and neither is what was made of it', async () => {
    const one = await talk();
    expect(await one.stored()).toContain('marrakesh');
    expect(one.memory.profile?.summary).toContain('Marrakesh');
    expect(await forgetMemory({ memoryId: episodeOf(one, 't2') }, one.parts)).toEqual({ status: 'ok', forgotten: 2 });
    expect(await one.stored()).not.toContain('marrakesh');
    expect(JSON.stringify(one.list())).not.toContain('Marrakesh');
    expect(JSON.stringify(await one.search('who lives in Marrakesh'))).not.toContain('Marrakesh');
    expect(one.memory.profile).toEqual({ version: 3, summary: 'User: name is Anna.' });
  });

  it('leaves the log without a gap, its own place taken by a tombstone of ids that waits to be sent', async () => {
    const one = await talk();
    const episode = one.memory.episode(episodeOf(one, 't2'))!;
    const facts = one.list().filter(({ kind, turnId }) => kind === 'fact' && turnId === 't2');
    await forgetMemory({ memoryId: episode.id }, one.parts);
    const events = await one.store.scan('events');
    const tombstone = events[5]!;
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events[episode.seq - 1]).toMatchObject({ kind: 'turn', payload: { forgotten: true } });
    expect(tombstoneOf(tombstone)).toEqual({
      scope: 'memory',
      memoryIds: [...facts.map(({ memoryId }) => memoryId), episode.id],
      sessionIds: [],
      turns: [{ sessionId: 's', turnId: 't2' }],
      eventIds: [events[episode.seq - 1]!.id],
      briefsOf: ['s'],
    });
    const outbox = await one.store.scan('outbox');
    expect(outbox.map(({ seq }) => seq)).toEqual([1, 2, 4, 5, 6]);
    expect(await one.store.get('meta', 'tombstone')).toEqual({ id: 'tombstone', value: 6 });
  });

  it('does not come back by a late retry', async () => {
    const one = await talk();
    await forgetMemory({ memoryId: episodeOf(one, 't2') }, one.parts);
    expect(await one.say('s', 't2', 'I live in Marrakesh.')).toBe('exists');
    expect(await one.stored()).not.toContain('marrakesh');
  });

  it('is forgotten once: again changes nothing, an id that never was is an error', async () => {
    const one = await talk();
    const memoryId = episodeOf(one, 't2');
    await forgetMemory({ memoryId }, one.parts);
    const before = await one.stored();
    expect(await forgetMemory({ memoryId }, one.parts)).toEqual({ status: 'ok', forgotten: 0 });
    expect(await one.stored()).toBe(before);
    await expect(forgetMemory({ memoryId: 'nobody' }, one.parts)).rejects.toMatchObject({ code: 'runtime.bad_request', status: 404 });
    await expect(forgetSession({ sessionId: 'nobody' }, one.parts)).rejects.toMatchObject({ code: 'runtime.bad_request', status: 404 });
  });

  it('leaves its neighbours as if it had never been said, with the vectors of those that read the same', async () => {
    const one = await talk();
    const never = await desk();
    await never.start('s');
    await never.say('s', 't1', 'My name is Anna.', 'Hello Anna.');
    await never.say('s', 't3', 'The piano tuner comes on Thursday.', 'Noted.');
    await never.say('s', 't4', 'He is paid in June.');
    one.embedded.splice(0);
    await forgetMemory({ memoryId: episodeOf(one, 't2') }, one.parts);
    const shape = (each: Desk) => [...each.memory.episodes.all()].map(({ text, denseText }) => [text, denseText]);
    expect(shape(one)).toEqual(shape(never));
    await Promise.all([one.settled(), never.settled()]);
    // the lines of t3 stood after those that are gone; that of t4 did not
    expect(one.embedded).toEqual([
      'User: My name is Anna.\nAssistant: Hello Anna.\nUser: The piano tuner comes on Thursday.',
      'Assistant: Hello Anna.\nUser: The piano tuner comes on Thursday.\nAssistant: Noted.',
    ]);
    const found = async (each: Desk) => (await each.search('piano Thursday Anna')).permanent.map(({ text, score }) => [text, score]);
    expect(await found(one)).toEqual(await found(never));
  });

  it('goes on being followed by the next turn of its session', async () => {
    const one = await talk();
    await forgetMemory({ memoryId: episodeOf(one, 't4') }, one.parts);
    await one.say('s', 't5', 'And the choir?');
    const [passage] = one.memory.episodes.passagesOf(episodeOf(one, 't5'));
    expect(passage?.denseText).toBe('User: The piano tuner comes on Thursday.\nAssistant: Noted.\nUser: And the choir?');
  });

  it('is out of the brief of its session, in the row and in the log', async () => {
    const one = await talk();
    await one.end('s');
    expect(one.memory.session('s')?.brief).toContain('marrakesh');
    await forgetMemory({ memoryId: episodeOf(one, 't2') }, one.parts);
    expect(one.memory.session('s')).toMatchObject({ turns: 3, brief: expect.stringContaining('piano') });
    expect(await one.stored()).not.toContain('marrakesh');
  });

  it('has its session’s files made again without it', async () => {
    const one = await talk();
    const calls: unknown[] = [];
    const journal = {
      append: async () => undefined,
      brief: async (sessionId: string, brief: string, turns: number) => void calls.push(['brief', sessionId, brief.includes('Marrakesh'), turns]),
      mend: async (sessionId: string, events: readonly unknown[]) =>
        void calls.push(['mend', sessionId, events.length, JSON.stringify(events).includes('Marrakesh')]),
      forget: async (sessionId?: string) => void calls.push(['forget', sessionId]),
    };
    await forgetMemory({ memoryId: episodeOf(one, 't2') }, { ...one.parts, journal });
    await forgetSession({ sessionId: 's' }, { ...one.parts, journal });
    await forgetUser({ ...one.parts, journal });
    // before the store is told, and again for what was written meanwhile
    expect(calls).toEqual([
      ['forget', 's'],
      ['forget', 's'],
      ['mend', 's', 5, false],
      ['brief', 's', false, 3],
      ['forget', 's'],
      ['forget', 's'],
      ['forget', undefined],
      ['forget', undefined],
    ]);
  });
});

describe('a fact that is forgotten', () => {
  it('gives its time back to the one that it had superseded', async () => {
    const one = await desk();
    await one.import([
      { memoryId: 'old', matchKey: 'user.location.current', text: 'User lives in Delhi.', validFrom: '2026-01-01T00:00:00.000Z' },
      { memoryId: 'new', matchKey: 'user.location.current', text: 'User lives in Pune.', validFrom: '2026-02-01T00:00:00.000Z' },
    ]);
    expect(one.memory.fact('old')?.validTo).toBe('2026-02-01T00:00:00.000Z');
    await forgetMemory({ memoryId: 'new' }, one.parts);
    expect([one.memory.fact('new'), one.memory.fact('old')?.validTo]).toEqual([undefined, null]);
    expect(one.memory.profile?.summary).toBe('User: lives in Delhi.');
    expect((await one.search('where does the user live')).permanent.map(({ memoryId }) => memoryId)).toEqual(['old']);
  });

  it('leaves the others of its import in the log', async () => {
    const one = await desk();
    await one.import([
      { memoryId: 'a', text: 'User has a boat.' },
      { memoryId: 'b', text: 'User has a canoe.' },
    ]);
    await forgetMemory({ memoryId: 'a' }, one.parts);
    expect(await one.store.get('events', 1)).toMatchObject({ payload: { items: [{ memoryId: 'b', text: 'User has a canoe.' }] } });
    expect(await one.store.get('outbox', 1)).toBeDefined();
    await forgetMemory({ memoryId: 'b' }, one.parts);
    expect(await one.store.get('events', 1)).toMatchObject({ payload: { forgotten: true } });
    expect(await one.store.get('outbox', 1)).toBeUndefined();
  });

  it('leaves the turn that it was taken from', async () => {
    const one = await talk();
    await forgetMemory({ memoryId: idOf(one, 'User lives in Marrakesh') }, one.parts);
    expect(one.list({ q: 'marrakesh' }).map(({ kind }) => kind)).toEqual(['episode']);
    expect(one.memory.profile?.summary).not.toContain('Marrakesh');
    expect(await one.store.get('events', 3)).toMatchObject({ payload: { userText: 'I live in Marrakesh.', facts: [] } });
  });
});

describe('a session that is forgotten', () => {
  it('is gone whole, open or ended, and the others stay', async () => {
    const one = await talk();
    await one.start('other');
    await one.say('other', 't1', 'I have a boat in Marrakech.');
    await forgetMemory({ memoryId: episodeOf(one, 't3') }, one.parts);
    expect(await forgetSession({ sessionId: 's' }, one.parts)).toMatchObject({ status: 'ok' });
    const stored = await one.stored();
    for (const word of ['marrakesh', 'piano', 'anna', '"brief":"talked']) expect(stored).not.toContain(word);
    expect((await one.store.scan('turns')).map(({ id }) => id)).toEqual(['["other","t1"]']);
    expect((await one.store.scan('sessions')).map(({ id }) => id)).toEqual(['other']);
    expect(one.list({ lane: 'working' }).map(({ turnId }) => turnId)).toEqual(['t1']);
    expect(await forgetSession({ sessionId: 's' }, one.parts)).toEqual({ status: 'ok', forgotten: 0 });
  });

  it('may be started again, and remembers from then on', async () => {
    const one = await talk();
    await forgetSession({ sessionId: 's' }, one.parts);
    await expect(one.say('s', 't2', 'I live in Marrakesh.')).rejects.toMatchObject({ code: 'runtime.session_not_found' });
    await one.start('s');
    expect(await one.say('s', 't2', 'I play the oboe.')).toBe('appended');
    expect((await one.search('oboe')).contextText).toContain('oboe');
    expect(await forgetSession({ sessionId: 's' }, one.parts)).toMatchObject({ forgotten: expect.any(Number) });
    expect(await one.stored()).not.toContain('oboe');
  });
});

describe('a session with more names than an event holds', () => {
  const long = (name: string): string => name.padEnd(480, '-');
  const turns = Array.from({ length: 300 }, (_, n) => ({
    kind: 'turn',
    sessionId: 's',
    turnId: long(`t${n}`),
    memoryId: long(`epi${n}`),
    localEventId: long(`evt${n}`),
    userText: `Marrakesh ${n}.`,
    assistantText: '',
  }));

  it('is told of in several, each of which the cloud takes, and is gone here, there and in another tab', async () => {
    const one = await desk();
    await one.import(turns);
    const other = await desk(one.rows, 'b');
    const cloud = await FaultyCloud.open({ hasty: true });
    await push({ store: one.store, call: cloud.call() });
    expect((await cloud.held()).said).toHaveLength(300);
    expect(await forgetSession({ sessionId: 's' }, one.parts)).toEqual({ status: 'ok', forgotten: 300 });
    const events = (await one.store.scan('events')).filter(({ kind }) => kind === 'tombstone');
    const tombstones = events.map((event) => tombstoneOf(event)!);
    expect(events.length).toBeGreaterThan(1);
    for (const event of events) expect(JSON.stringify(event).length).toBeLessThan(220_000);
    expect(tombstones.flatMap(({ turns: named }) => named.map(({ turnId }) => turnId))).toEqual(turns.map(({ turnId }) => turnId));
    expect(tombstones.flatMap(({ memoryIds }) => memoryIds)).toEqual(turns.map(({ memoryId }) => memoryId));
    await push({ store: one.store, call: cloud.call() });
    expect(await one.store.scan('outbox')).toEqual([]);
    expect((await cloud.held()).said).toEqual([]);
    await other.log.catchUp();
    expect(other.list()).toEqual([]);
    expect(await one.stored()).not.toContain('marrakesh');
  });
});

describe('a user who is forgotten', () => {
  it('leaves the head of the log, an empty profile and the tombstone, and nothing else', async () => {
    const one = await talk();
    await forgetUser(one.parts);
    expect(one.list()).toEqual([]);
    const counts = await Promise.all((['events', 'outbox', 'sessions', 'turns', 'memories', 'segments'] as const).map((table) => one.store.count(table)));
    expect(counts).toEqual([1, 1, 0, 0, 0, 0]);
    expect(await one.store.scan('meta')).toEqual([
      { id: 'head', value: 6 },
      { id: 'profile', value: { version: 3, summary: '' } },
      { id: 'tombstone', value: 6 },
    ]);
    await one.start('s');
    await one.say('s', 't1', 'My name is Berta.');
    expect((await one.search('who am I')).contextText).toContain('Berta');
  });
});

describe('another tab', () => {
  it('lets go of what one forgets as soon as it reads on, in its answers and in what it has packed', async () => {
    const one = await talk();
    const two = await desk(one.rows, 'b');
    await two.settled();
    expect((await two.search('Marrakesh')).contextText).toContain('Marrakesh');
    await forgetMemory({ memoryId: episodeOf(one, 't2') }, one.parts);
    await two.log.catchUp();
    expect(JSON.stringify(await two.search('Marrakesh'))).not.toContain('Marrakesh');
    expect(two.list().map(({ memoryId }) => memoryId)).toEqual(one.list().map(({ memoryId }) => memoryId));
    const shape = (each: Desk) => [...each.memory.episodes.all()].map(({ text, denseText }) => [text, denseText]);
    expect(shape(two)).toEqual(shape(one));
    await Promise.all([one.settled(), two.settled()]);
    expect(await two.stored()).not.toContain('marrakesh');
  });

  it('keeps what was written again under a forgotten id', async () => {
    const one = await desk();
    await one.import([{ memoryId: 'm', text: 'User has a boat.' }]);
    const two = await desk(one.rows, 'b');
    await forgetMemory({ memoryId: 'm' }, one.parts);
    await one.import([{ memoryId: 'm', text: 'User has a canoe.' }]);
    await two.log.catchUp();
    expect(two.list().map(({ text }) => text)).toEqual(['User has a canoe.']);
  });

  it('forgets a user and a session that another has forgotten', async () => {
    const one = await talk();
    const two = await desk(one.rows, 'b');
    await forgetSession({ sessionId: 's' }, one.parts);
    await two.log.catchUp();
    expect([two.memory.session('s'), two.list()]).toEqual([undefined, []]);
    await one.start('s');
    await one.say('s', 't1', 'I play the oboe.');
    await two.log.catchUp();
    await forgetUser(one.parts);
    await one.start('s');
    await two.log.catchUp();
    expect([two.memory.session('s')?.turns, two.list()]).toEqual([0, []]);
  });
});

describe('segments that a crash left with forgotten words', () => {
  it('are cleaned at the next start', async () => {
    const one = await talk();
    const before = await one.store.scan('segments');
    await forgetMemory({ memoryId: episodeOf(one, 't2') }, one.parts);
    await one.settled();
    await one.store.commit(before.map((put) => ({ table: 'segments', put })));
    expect(await one.stored()).toContain('marrakesh');
    const again = await desk(one.rows, 'b');
    expect(await again.stored()).not.toContain('marrakesh');
    await again.settled();
    expect(again.memory.episodes.unembedded).toBe(0);
  });
});

describe('a memory that holds nothing yet', () => {
  it('does not read what was forgotten before it was there', async () => {
    const one = await talk();
    await forgetMemory({ memoryId: episodeOf(one, 't2') }, one.parts);
    const read: string[] = [];
    const scan = one.store.scan.bind(one.store);
    one.store.scan = (table, range) => (read.push(table), scan(table, range));
    const fresh = new UserMemory(new VectorArena());
    await fresh.catchUp(one.store);
    expect([fresh.tombstone, read]).toEqual([6, ['memories', 'sessions']]);
  });
});
