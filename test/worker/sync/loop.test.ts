import { afterEach, describe, expect, it } from 'vitest';
import type { CloudCallParts } from '../../../worker/sync/cloud-call.ts';
import { tokenCredentials } from '../../../worker/sync/credentials.ts';
import { alone, lockLeader, type Lead } from '../../../worker/sync/leader.ts';
import { PAUSE_MS, PushLoop } from '../../../worker/sync/loop.ts';
import { countOutbox } from '../../../worker/sync/outbox.ts';
import { push } from '../../../worker/sync/push.ts';
import type { MemoryStore } from '../../../worker/store/memory.ts';
import { KEY } from '../../cloud/harness.ts';
import { FaultyCloud, type Fault } from './faulty-cloud.ts';
import { HandLocks } from './hand-locks.ts';
import { append, pendingIds, SECRET_WORD, storeWith } from './waiting-events.ts';

const LOST: Fault = { kind: 'lost' };
const many = (count: number) => Array.from({ length: count }, () => ({}));

interface Running {
  readonly loop: PushLoop;
  readonly stop: AbortController;
  readonly progress: { readonly pushed: number; readonly total: number }[];
}

const stops: AbortController[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop.abort()));

function run(
  cloud: FaultyCloud,
  store: MemoryStore,
  { lead = alone, call, random = () => 0.5 }: { lead?: Lead; call?: Partial<CloudCallParts>; random?: () => number } = {},
): Running {
  const stop = new AbortController();
  stops.push(stop);
  const progress: Running['progress'] = [];
  const calls = cloud.call(call);
  const { timers } = cloud;
  const loop = new PushLoop({
    push: (signal, onTaken) => push({ store, call: calls, signal, onTaken }),
    count: () => countOutbox(store),
    lead,
    clock: { now: () => Date.parse('2026-03-01T10:00:00.000Z') + timers.now(), elapsed: () => timers.now() },
    timers,
    random,
    signal: stop.signal,
    onProgress: (now) => progress.push(now),
  });
  return { loop, stop, progress };
}

async function started(events: number, faults: readonly Fault[] = [], options: Parameters<typeof run>[2] = {}) {
  const cloud = await FaultyCloud.open();
  const store = await storeWith(many(events));
  cloud.faults.push(...faults);
  const running = run(cloud, store, options);
  await cloud.quiet();
  return { cloud, store, ...running };
}

const status = (code: number, headers: Record<string, string> = {}): Fault => ({ kind: 'status', status: code, headers });

describe('the loop', () => {
  it('sends what an earlier run has left, then sleeps until something is committed', async () => {
    const { cloud, store, loop } = await started(2);
    expect(await loop.stats()).toEqual({ state: 'idle', lastPushAt: '2026-03-01T10:00:00.000Z', pending: 0, dead: 0 });
    expect([cloud.timers.waiting, cloud.batches.length]).toEqual([0, 1]);
    await append(store, many(1));
    loop.wake();
    await cloud.quiet();
    expect([cloud.arrived, await pendingIds(store)]).toEqual([['evt_1', 'evt_2', 'evt_3'], []]);
  });

  it('sends what is committed while it pushes, too', async () => {
    const { cloud, store, loop } = await started(0);
    await append(store, many(1));
    let more = 3;
    cloud.onWay = async () => {
      if (more-- <= 0) return;
      await append(store, many(1));
      loop.wake();
    };
    loop.wake();
    await cloud.quiet();
    expect([cloud.arrived.length, await pendingIds(store), (await loop.stats()).state]).toEqual([4, [], 'idle']);
  });

  it('waits longer after each failure, at most five minutes, and begins anew once something went through', async () => {
    const { cloud, store, loop } = await started(
      1,
      Array.from({ length: 12 }, () => LOST),
    );
    const waits: number[] = [];
    for (let calls = 1; calls < 12; calls++) {
      const from = cloud.timers.now();
      while (cloud.batches.length === calls) await cloud.turn(500);
      waits.push(cloud.timers.now() - from);
    }
    // in the steps of half a second in which time passes here
    expect(waits.slice(0, 3)).toEqual([2_000, 3_500, 6_000]);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(300_000);
    cloud.faults.length = 0;
    await cloud.turn(300_000);
    expect([await pendingIds(store), (await loop.stats()).state]).toEqual([[], 'idle']);
    cloud.faults.push(LOST);
    await append(store, many(1));
    loop.wake();
    await cloud.turn(2_500);
    expect(await pendingIds(store)).toEqual([]);
  });

  it.each([0, 0.999])('never waits less than a second or more than five minutes, however the dice fall: %d', async (dice) => {
    const { cloud } = await started(1, [LOST], { random: () => dice });
    cloud.gateway = () => 500;
    await cloud.turn(500);
    expect(cloud.batches).toHaveLength(1);
    for (let longest = 3_000; ; longest = Math.min(300_000, longest * 3)) {
      const calls = cloud.batches.length;
      await cloud.turn(longest);
      expect(cloud.batches.length - calls).toBeGreaterThanOrEqual(1);
      expect(cloud.batches.length - calls).toBeLessThanOrEqual(longest / 1_000);
      if (longest === 300_000) return;
    }
  });

  it('waits as long as the cloud asks, whoever asks it meanwhile', async () => {
    const { cloud, store, loop } = await started(1, [status(429, { 'retry-after': '90' })]);
    expect(await loop.stats()).toEqual({ state: 'waiting', reason: 'rate_limited', lastPushAt: null, pending: 1, dead: 0 });
    await cloud.turn(60_000);
    loop.wake();
    loop.nudge();
    expect(await loop.flush(5_000)).toEqual({ pushed: 0, pending: 1 });
    await cloud.turn(29_500);
    expect(cloud.batches).toHaveLength(1);
    await cloud.turn(500);
    expect([cloud.batches.length, await pendingIds(store)]).toEqual([2, []]);
  });

  it('is not hurried by commits while it waits, but by a hint that it goes again', async () => {
    const { cloud, store, loop } = await started(1, [LOST]);
    await append(store, many(1));
    loop.wake();
    await cloud.quiet();
    expect(cloud.batches).toHaveLength(1);
    loop.nudge('online');
    await cloud.quiet();
    expect([cloud.batches.length, await pendingIds(store), cloud.timers.waiting]).toEqual([2, [], 0]);
  });

  it('tries once more, and no more, when the hint comes while a try is failing', async () => {
    const { cloud, store, loop } = await started(0);
    cloud.faults.push(LOST, LOST);
    cloud.onWay = () => {
      cloud.onWay = () => undefined;
      loop.nudge('online');
    };
    await append(store, many(1));
    loop.wake();
    await cloud.quiet();
    expect([cloud.batches.length, await loop.stats()]).toMatchObject([2, { state: 'waiting', reason: 'network', pending: 1 }]);
  });

  it('pauses where it is not let in, and goes on with the next token', async () => {
    let token = 'worn';
    const { cloud, store, loop } = await started(2, [status(401)], { call: { credentials: tokenCredentials(async () => token) } });
    expect(await loop.stats()).toMatchObject({ state: 'paused', pending: 2, dead: 0, reason: 'unauthorized' });
    loop.wake();
    await cloud.turn(60_000);
    const calls = cloud.batches.length;
    expect(await loop.flush(5_000)).toEqual({ pushed: 0, pending: 2 });
    expect(cloud.batches.length).toBe(calls);
    token = KEY;
    loop.nudge();
    await cloud.quiet();
    expect([await pendingIds(store), await loop.stats()]).toMatchObject([[], { state: 'idle' }]);
  });

  it('looks again after half an hour whether a cloud has learnt the call', async () => {
    const { cloud, store, loop } = await started(1, [status(404)]);
    expect(await loop.stats()).toMatchObject({ state: 'paused', reason: 'unsupported', dead: 0 });
    await cloud.turn(PAUSE_MS - 500);
    expect(cloud.batches).toHaveLength(1);
    await cloud.turn(500);
    expect([await pendingIds(store), (await loop.stats()).state]).toEqual([[], 'idle']);
  });

  it('survives a store that fails, and says no more of it than that', async () => {
    const cloud = await FaultyCloud.open();
    const store = await storeWith(many(1));
    const commit = store.commit.bind(store);
    store.commit = () => Promise.reject(new DOMException(SECRET_WORD, 'QuotaExceededError'));
    const { loop } = run(cloud, store);
    await cloud.quiet();
    expect(await loop.stats()).toEqual({ state: 'waiting', reason: 'store', lastPushAt: null, pending: 1, dead: 0 });
    store.commit = commit;
    await cloud.turn(3_000);
    expect([await pendingIds(store), (await cloud.held()).said.length]).toEqual([[], 1]);
  });

  it('tells how far it is', async () => {
    const { progress } = await started(250);
    expect(progress).toEqual([
      { pushed: 100, total: 250 },
      { pushed: 200, total: 250 },
      { pushed: 250, total: 250 },
    ]);
  });

  it('holds back while the browser says that it is offline, and does not rely on it', async () => {
    const { cloud, store, loop } = await started(0);
    loop.nudge('offline');
    await append(store, many(1));
    loop.wake();
    expect(await loop.flush(5_000)).toEqual({ pushed: 0, pending: 1 });
    expect([cloud.batches.length, await loop.stats()]).toMatchObject([0, { state: 'waiting', reason: 'offline' }]);
    await cloud.turn(3_000);
    expect(await pendingIds(store)).toEqual([]);
  });

  it('ends with its signal, and with it the call that is under way', async () => {
    const { cloud, loop, stop, store } = await started(1, [{ kind: 'silent' }]);
    expect((await loop.stats()).state).toBe('pushing');
    stop.abort();
    await loop.settled();
    loop.wake();
    loop.nudge();
    loop.release();
    loop.resume();
    expect(await loop.flush(1_000)).toEqual({ pushed: 0, pending: 1 });
    await cloud.turn(600_000);
    expect([cloud.batches.length, cloud.timers.waiting, await pendingIds(store), (await loop.stats()).state]).toEqual([1, 0, ['evt_1'], 'closed']);
  });

  it('tells no key and no word of the user in its stats, whatever happens', async () => {
    const faults = [LOST, status(500), status(409), { kind: 'truncated' }, status(401), { kind: 'says', body: SECRET_WORD }] satisfies Fault[];
    for (const fault of faults) {
      const { loop } = await started(2, [fault]);
      expect(JSON.stringify(await loop.stats())).not.toMatch(new RegExp(`${SECRET_WORD}|${KEY}`, 'i'));
    }
  });
});

describe('a flush', () => {
  it('answers when nothing waits any more, with what the cloud has taken', async () => {
    const { cloud, store, loop } = await started(0);
    await append(store, many(150));
    expect(await loop.flush(5_000)).toEqual({ pushed: 150, pending: 0 });
    expect(cloud.timers.waiting).toBe(0);
    expect(await loop.flush(5_000)).toEqual({ pushed: 0, pending: 0 });
  });

  it('takes what was committed before it, also while a pass is under way', async () => {
    const { cloud, store, loop } = await started(1, [{ kind: 'slow', ms: 100 }]);
    await append(store, many(1));
    const flushed = loop.flush(5_000);
    await cloud.turn(500);
    expect(await flushed).toEqual({ pushed: 2, pending: 0 });
  });

  it('tries out of turn, and answers as soon as the cloud is out of reach', async () => {
    const { cloud, loop } = await started(1, [LOST, LOST]);
    expect(await loop.flush(5_000)).toEqual({ pushed: 0, pending: 1 });
    expect(cloud.batches).toHaveLength(2);
    expect(await loop.flush(5_000)).toEqual({ pushed: 1, pending: 0 });
  });

  it('answers at its deadline, and what is left goes on being sent', async () => {
    const { cloud, store, loop } = await started(0, [{ kind: 'slow', ms: 3_000 }]);
    await append(store, many(1));
    const flushed = loop.flush(1_000);
    await cloud.turn(1_000);
    expect(await flushed).toEqual({ pushed: 0, pending: 1 });
    await cloud.turn(3_000);
    expect(await pendingIds(store)).toEqual([]);
    expect(await loop.flush(0)).toEqual({ pushed: 0, pending: 0 });
  });

  it('gives a cloud that was silent the last time a second', async () => {
    const { cloud, loop } = await started(1, [{ kind: 'silent' }, { kind: 'silent' }]);
    await cloud.turn(30_000);
    expect(await loop.stats()).toMatchObject({ state: 'waiting', reason: 'timeout' });
    const flushed = loop.flush(20_000);
    await cloud.turn(1_000);
    expect(await flushed).toEqual({ pushed: 0, pending: 1 });
  });

  it('counts no dead letter as waiting', async () => {
    const { cloud, store, loop } = await started(0);
    await append(store, many(2));
    cloud.gateway = (events) => (events.some(({ id }) => id === 'evt_1') ? 409 : null);
    expect(await loop.flush(5_000)).toEqual({ pushed: 1, pending: 0 });
    expect(await loop.stats()).toMatchObject({ state: 'idle', pending: 0, dead: 1 });
  });
});

describe('two tabs', () => {
  async function tabs(events: number, faults: readonly Fault[] = []) {
    const cloud = await FaultyCloud.open();
    const store = await storeWith(many(events));
    const locks = new HandLocks();
    cloud.faults.push(...faults);
    const one = run(cloud, store, { lead: lockLeader('u', locks.of('a')) });
    const two = run(cloud, store, { lead: lockLeader('u', locks.of('b')) });
    await cloud.quiet();
    return { cloud, store, locks, one, two };
  }

  it('push from one of them, which the other can see', async () => {
    const { cloud, one, two } = await tabs(1);
    expect([cloud.batches.length, (await one.loop.stats()).state, (await two.loop.stats()).state]).toEqual([1, 'idle', 'follower']);
  });

  it('go on from the other when the leader is closed in the middle of a call', async () => {
    const { cloud, store, one, two } = await tabs(1, [{ kind: 'silent' }]);
    one.stop.abort();
    await cloud.quiet();
    expect([await pendingIds(store), (await two.loop.stats()).state]).toEqual([[], 'idle']);
  });

  it('go on from the other while the leader is frozen', async () => {
    const { cloud, store, one, two } = await tabs(0);
    one.loop.release();
    await append(store, many(1));
    one.loop.wake();
    two.loop.wake();
    await cloud.quiet();
    expect([await pendingIds(store), (await one.loop.stats()).state, (await two.loop.stats()).state]).toEqual([[], 'follower', 'idle']);
    two.loop.release();
    one.loop.resume();
    await append(store, many(1));
    await cloud.quiet();
    expect([await pendingIds(store), (await one.loop.stats()).state]).toEqual([[], 'idle']);
  });

  it('answer a flush of the one that follows when the leader has sent it', async () => {
    const { cloud, store, one, two } = await tabs(0, [{ kind: 'slow', ms: 400 }]);
    await append(store, many(2));
    one.loop.wake();
    const flushed = two.loop.flush(5_000);
    await cloud.turn(1_000);
    expect(await flushed).toEqual({ pushed: 2, pending: 0 });
  });

  it('answer it soon when the leader does nothing', async () => {
    const { cloud, store, two } = await tabs(1, [status(401)]);
    const flushed = two.loop.flush(5_000);
    await cloud.turn(1_500);
    expect([await flushed, await pendingIds(store)]).toEqual([{ pushed: 0, pending: 1 }, ['evt_1']]);
  });
});
