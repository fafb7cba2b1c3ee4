import { describe, expect, it } from 'vitest';
import { forgetMemory, forgetUser } from '../../../worker/management/forget.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { push, type PushOutcome } from '../../../worker/sync/push.ts';
import { KEY } from '../../cloud/harness.ts';
import { Desk } from '../management/desk.ts';
import { FaultyCloud, type Fault } from './faulty-cloud.ts';
import { deadLetters, pendingIds, REFUSED, SECRET_WORD, storeWith, turnPayload } from './waiting-events.ts';

const many = (count: number) => Array.from({ length: count }, () => ({}));
const said = (...ids: string[]): string[] => ids.map((id) => `${id} was said in ${SECRET_WORD}`);
const open = () => FaultyCloud.open({ hasty: true });

async function failing(fault: Fault): Promise<{ cloud: FaultyCloud; store: MemoryStore; outcome: PushOutcome }> {
  const cloud = await open();
  const store = await storeWith(many(3));
  cloud.faults.push(fault);
  return { cloud, store, outcome: await push({ store, call: cloud.call() }) };
}

describe('a pass', () => {
  it('sends what waits in the order of the log, and leaves the outbox empty and the log as it was', async () => {
    const cloud = await open();
    const store = await storeWith([
      { kind: 'session_start', payload: {} },
      {},
      { sessionId: 'other' },
      { kind: 'session_end', payload: { reason: 'completed' } },
    ]);
    const events = await store.scan('events');
    let taken = 0;
    expect(await push({ store, call: cloud.call(), onTaken: (count) => (taken += count) })).toEqual({ status: 'done' });
    expect([cloud.arrived, taken]).toEqual([['evt_1', 'evt_2', 'evt_3', 'evt_4'], 4]);
    expect([await store.scan('outbox'), await store.scan('events')]).toEqual([[], events]);
    expect((await cloud.held()).said).toEqual(said('evt_2', 'evt_3'));
  });

  it('makes no call when nothing waits', async () => {
    const cloud = await open();
    expect(await push({ store: new MemoryStore(), call: cloud.call() })).toEqual({ status: 'done' });
    expect(cloud.batches).toEqual([]);
  });

  it('sends at most a hundred events and 256 KiB at a time, and a larger event alone', async () => {
    const cloud = await open();
    const long = (kib: number) => ({ payload: { ...turnPayload('long'), assistantText: 'a'.repeat(kib * 1024) } });
    const store = await storeWith([...many(130), long(100), long(100), long(100), long(300), {}]);
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect(cloud.batches.map(({ ids }) => ids.length)).toEqual([100, 32, 1, 1, 1]);
    expect(cloud.batches.filter(({ bytes }) => bytes > 262_144 + 64)).toHaveLength(1);
  });

  it('says who it is, and nothing of a user where there is none', async () => {
    const cloud = await open();
    const store = await storeWith(many(1));
    await push({ store, call: cloud.call({ agentId: null, userId: 'Zoë 😀' }) });
    const sent = Object.fromEntries(cloud.batches[0]!.headers);
    expect(sent).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-project-id': 'proj_1', 'content-type': 'application/json' });
    expect(Buffer.from(sent['x-user-id']!, 'latin1').toString()).toBe('Zoë 😀');
    expect(sent).not.toHaveProperty('x-agent-id');
  });

  it('keeps the key of a batch that is sent again, and gives another batch another', async () => {
    const cloud = await open();
    const store = await storeWith(many(2));
    cloud.faults.push({ kind: 'answer lost' });
    await push({ store, call: cloud.call() });
    await push({ store, call: cloud.call() });
    const other = await storeWith([{ id: 'other' }]);
    await push({ store: other, call: cloud.call() });
    const [first, again, third] = cloud.batches.map(({ key }) => key);
    expect(again).toBe(first);
    expect(third).not.toBe(first);
    expect([first!.length > 10, first!.length <= 256]).toEqual([true, true]);
  });

  it('ends with its signal, and leaves what was on its way to be sent again', async () => {
    const cloud = await FaultyCloud.open();
    const store = await storeWith(many(2));
    const stop = new AbortController();
    cloud.faults.push({ kind: 'silent' });
    const pass = push({ store, call: cloud.call(), signal: stop.signal });
    await cloud.quiet();
    stop.abort();
    await expect(pass).rejects.toMatchObject({ name: 'AbortError' });
    expect([await pendingIds(store), cloud.timers.waiting]).toEqual([['evt_1', 'evt_2'], 0]);
  });
});

describe('an event that the cloud refuses', () => {
  it('becomes a dead letter with the reason, and does not hold back what comes after it', async () => {
    const cloud = await open();
    const store = await storeWith([{}, { payload: REFUSED }, {}]);
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([await pendingIds(store), await deadLetters(store)]).toEqual([[], { evt_2: 'event.invalid' }]);
    expect((await store.scan('outbox'))[0]).toMatchObject({ attempts: 1 });
    expect((await cloud.held()).said).toEqual(said('evt_1', 'evt_3'));
  });

  it('is not sent again until it is asked for', async () => {
    const cloud = await open();
    const store = await storeWith([{ payload: REFUSED }]);
    await push({ store, call: cloud.call() });
    await push({ store, call: cloud.call() });
    expect(cloud.batches).toHaveLength(1);
    await store.commit([{ table: 'outbox', put: { seq: 1, eventId: 'evt_1', sessionId: 's', attempts: 0, deadReason: null } }]);
    await push({ store, call: cloud.call() });
    expect(cloud.batches).toHaveLength(2);
  });

  it.each(['event.erased', 'bad_event', SECRET_WORD, 'A sentence that the user said', 'x'.repeat(65), 7, undefined])(
    'is told by its code alone, never by a word of the user: %s',
    async (code) => {
      const cloud = await open();
      const store = await storeWith(many(1));
      cloud.faults.push({ kind: 'says', body: JSON.stringify({ results: [{ id: 'evt_1', status: 'rejected', code, path: SECRET_WORD }] }) });
      await push({ store, call: cloud.call() });
      expect(await deadLetters(store)).toEqual({ evt_1: code === 'event.erased' || code === 'bad_event' ? code : 'rejected' });
    },
  );

  it('is known by its place when its id is none to the cloud', async () => {
    const cloud = await open();
    const id = 'e'.repeat(600);
    const store = await storeWith([{}, { id }, {}]);
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([await pendingIds(store), await deadLetters(store)]).toEqual([[], { [id]: 'event.invalid' }]);
  });

  it.each([400, 409, 410, 422])('is looked for in a batch that is refused with %d, and is the only dead letter', async (status) => {
    const cloud = await open();
    const store = await storeWith(many(100));
    cloud.gateway = (events) => (events.some(({ id }) => id === 'evt_42') ? status : null);
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([await pendingIds(store), await deadLetters(store)]).toEqual([[], { evt_42: `http_${status}` }]);
    expect(cloud.arrived).toEqual(Array.from({ length: 100 }, (_, i) => `evt_${i + 1}`).filter((id) => id !== 'evt_42'));
    expect(cloud.batches.length).toBeLessThan(25);
  });

  it('is a dead letter when it alone is too large, while a batch that is too large goes in parts', async () => {
    const cloud = await open();
    const store = await storeWith([...many(70), { payload: { ...turnPayload('long'), assistantText: 'a'.repeat(2_000_000) } }, ...many(200)]);
    cloud.gateway = (events) => (events.length > 30 ? 413 : null);
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([await pendingIds(store), await deadLetters(store)]).toEqual([[], { evt_71: 'too_large' }]);
    expect(cloud.arrived).toHaveLength(270);
    expect(cloud.batches.length).toBeLessThan(30);
  });

  it('costs one call each when all are refused', async () => {
    const cloud = await open();
    const store = await storeWith(many(100));
    cloud.gateway = () => 409;
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([await pendingIds(store), Object.keys(await deadLetters(store)).length]).toEqual([[], 100]);
    expect(cloud.batches.length).toBeLessThan(110);
  });

  it('is a dead letter when it cannot be written as JSON', async () => {
    const cloud = await open();
    const store = await storeWith([{ payload: { turnId: 1n } }, {}]);
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([await pendingIds(store), await deadLetters(store), cloud.arrived]).toEqual([[], { evt_1: 'unreadable' }, ['evt_2']]);
  });
});

describe('a call that fails', () => {
  const cases: [string, Fault, object][] = [
    ['is lost', { kind: 'lost' }, { reason: 'network' }],
    ['loses its answer', { kind: 'answer lost' }, { reason: 'network' }],
    ['gets half an answer', { kind: 'truncated' }, { reason: 'bad_answer' }],
    ['gets no JSON', { kind: 'says', body: '<html>Log in</html>' }, { reason: 'bad_answer' }],
    ['gets other JSON', { kind: 'says', body: '{"results":7}' }, { reason: 'bad_answer' }],
    ['gets null', { kind: 'says', body: 'null' }, { reason: 'bad_answer' }],
    ['gets results of nothing', { kind: 'says', body: '{"results":[null,7,{"id":"evt_1"},{"id":"evt_2","status":"eaten"}]}' }, { reason: 'incomplete' }],
    ['gets more than it takes', { kind: 'says', body: ' '.repeat(2_097_153) }, { reason: 'bad_answer' }],
    ['gets nothing', { kind: 'silent' }, { reason: 'timeout' }],
    ['gets an answer without an end', { kind: 'endless' }, { reason: 'timeout' }],
    ['is sent elsewhere', { kind: 'status', status: 302, headers: { location: 'http://127.0.0.1/login' } }, { reason: 'redirected' }],
    ['gets 204', { kind: 'status', status: 204 }, { reason: 'bad_answer' }],
    ['gets 408', { kind: 'status', status: 408 }, { reason: 'unavailable' }],
    ['gets 425', { kind: 'status', status: 425 }, { reason: 'unavailable' }],
    ['gets 429', { kind: 'status', status: 429 }, { reason: 'rate_limited' }],
    ['gets 429 with seconds', { kind: 'status', status: 429, headers: { 'retry-after': '7' } }, { reason: 'rate_limited', afterMs: 7_000 }],
    ['gets 503 with a date', { kind: 'status', status: 503, headers: { 'retry-after': 'Sun, 01 Mar 2026 10:01:00 GMT' } }, { afterMs: 60_000 }],
    ['gets 503 with a date gone by', { kind: 'status', status: 503, headers: { 'retry-after': 'Sun, 01 Mar 2026 09:00:00 GMT' } }, { afterMs: 0 }],
    ['gets 503 with nonsense', { kind: 'status', status: 503, headers: { 'retry-after': 'soon' } }, { reason: 'unavailable', afterMs: null }],
    ['gets 503 for ever', { kind: 'status', status: 503, headers: { 'retry-after': '1e400' } }, { afterMs: null }],
    ['gets 503 for a century', { kind: 'status', status: 503, headers: { 'retry-after': '3153600000' } }, { afterMs: 86_400_000 }],
    ['gets 500', { kind: 'status', status: 500 }, { reason: 'unavailable', afterMs: null }],
  ];
  it.each(cases)('because it %s is made again later, and nothing is lost or told', async (_name, fault, wanted) => {
    const { cloud, store, outcome } = await failing(fault);
    expect(outcome).toMatchObject({ status: 'retry', ...wanted });
    expect(await pendingIds(store)).toEqual(['evt_1', 'evt_2', 'evt_3']);
    expect((await store.scan('outbox')).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`${SECRET_WORD}|${KEY}`, 'i'));
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect((await cloud.held()).said).toEqual(said('evt_1', 'evt_2', 'evt_3'));
  });

  it.each([
    [401, 'unauthorized'],
    [402, 'refused'],
    [403, 'forbidden'],
    [404, 'unsupported'],
    [405, 'unsupported'],
    [501, 'unsupported'],
  ])('with %d pauses, and makes no dead letter', async (status, reason) => {
    const { cloud, store, outcome } = await failing({ kind: 'status', status });
    expect([outcome, cloud.batches.length]).toEqual([{ status: 'paused', reason }, 1]);
    expect([await pendingIds(store), await deadLetters(store)]).toEqual([['evt_1', 'evt_2', 'evt_3'], {}]);
  });

  it('in the middle of a pass ends it, so that nothing overtakes', async () => {
    const cloud = await open();
    const store = await storeWith(many(250));
    cloud.faults.push({ kind: 'none' }, { kind: 'lost' });
    expect(await push({ store, call: cloud.call() })).toMatchObject({ status: 'retry' });
    expect([cloud.batches.length, (await pendingIds(store))[0]]).toEqual([2, 'evt_101']);
  });

  it('in part is made again for what is not known', async () => {
    const { cloud, store, outcome } = await failing({ kind: 'partial' });
    expect(outcome).toMatchObject({ status: 'retry', reason: 'incomplete' });
    expect(await pendingIds(store)).toEqual(['evt_1', 'evt_3']);
    await push({ store, call: cloud.call() });
    expect((await cloud.held()).said).toEqual(said('evt_1', 'evt_2', 'evt_3'));
  });
});

describe('what is forgotten', () => {
  it('is not sent, and its row goes', async () => {
    const cloud = await open();
    const store = await storeWith([{ payload: { forgotten: true } }, {}, { payload: { forgotten: true } }]);
    await store.commit([{ table: 'outbox', put: { seq: 9, eventId: 'gone', sessionId: 's', attempts: 0, deadReason: null } }]);
    expect(await push({ store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([cloud.arrived, await store.scan('outbox')]).toEqual([['evt_2'], []]);
  });

  it.each(['rejected', 'lost'] as const)('while it is on its way stays gone when it is %s, and the cloud hears of it', async (how) => {
    const cloud = await open();
    const desk = await Desk.open();
    await desk.start('s');
    await desk.say('s', 't1', `I live in ${SECRET_WORD}.`);
    const episode = desk.memory.turnsOf('s')[0]!;
    const rows = await desk.store.scan('outbox');
    const eventId = rows.at(-1)?.eventId;
    cloud.onWay = async () => {
      cloud.onWay = () => undefined;
      await forgetMemory({ memoryId: episode.id }, desk.parts);
    };
    const results = rows.map(({ eventId: id }) => ({ id, status: id === eventId ? 'rejected' : 'ok' }));
    cloud.faults.push(how === 'lost' ? { kind: 'lost' } : { kind: 'says', body: JSON.stringify({ results }) });
    await push({ store: desk.store, call: cloud.call() });
    expect((await desk.store.scan('outbox')).map((row) => row.eventId)).not.toContain(eventId);
    await push({ store: desk.store, call: cloud.call() });
    expect([await pendingIds(desk.store), (await cloud.held()).said, (await cloud.held()).facts]).toEqual([[], [], []]);
    await desk.close();
  });

  it('with everything of the user leaves a tombstone alone to be sent', async () => {
    const cloud = await open();
    const desk = await Desk.open();
    await desk.start('s');
    await desk.say('s', 't1', `I live in ${SECRET_WORD}.`);
    cloud.onWay = async () => {
      cloud.onWay = () => undefined;
      await forgetUser(desk.parts);
    };
    cloud.faults.push({ kind: 'answer lost' });
    await push({ store: desk.store, call: cloud.call() });
    expect(await desk.store.scan('outbox')).toHaveLength(1);
    expect(await push({ store: desk.store, call: cloud.call() })).toEqual({ status: 'done' });
    expect([(await cloud.held()).said, (await cloud.held()).facts]).toEqual([[], []]);
    await desk.close();
  });
});
