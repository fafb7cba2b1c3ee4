import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MemoryRows } from '../../../worker/store/memory.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import type { Store } from '../../../worker/store/store.ts';
import { push, type PushOutcome } from '../../../worker/sync/push.ts';
import { KEY } from '../../cloud/harness.ts';
import { runs } from '../../fuzz/runs.ts';
import { FaultyCloud, type Fault } from './faulty-cloud.ts';
import { append, deadLetters, pendingIds, REFUSED, SECRET_WORD, storeWith, type Waiting } from './waiting-events.ts';

type Kind = 'turn' | 'refused' | 'cursed' | 'forgotten';

interface Told {
  readonly kind: Kind;
  readonly session: number;
}

const anyEvent: fc.Arbitrary<Told> = fc.record({
  kind: fc.oneof({ weight: 8, arbitrary: fc.constant<Kind>('turn') }, { weight: 3, arbitrary: fc.constantFrom<Kind>('refused', 'cursed', 'forgotten') }),
  session: fc.nat(2),
});

const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Fault>({ kind: 'none' }) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<Fault>(
      { kind: 'lost' },
      { kind: 'answer lost' },
      { kind: 'twice' },
      { kind: 'late' },
      { kind: 'truncated' },
      { kind: 'partial' },
      { kind: 'silent' },
      { kind: 'endless' },
      { kind: 'says', body: '{"results":[{}]}' },
      { kind: 'says', body: 'null' },
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(302, 401, 403, 404, 408, 429, 500, 501, 503)
      .map((status): Fault => ({ kind: 'status', status, headers: { 'retry-after': '3' } })),
  },
);

interface Schedule {
  /** Events that are there at the start, and those that come while passes are made. */
  readonly before: readonly Told[];
  readonly after: readonly (readonly Told[])[];
  readonly faults: readonly Fault[];
  /** More events than that are too large for the gateway. */
  readonly most: number;
}

const anySchedule: fc.Arbitrary<Schedule> = fc.record({
  before: fc.array(anyEvent, { maxLength: 24 }),
  after: fc.array(fc.array(anyEvent, { maxLength: 5 }), { maxLength: 4 }),
  faults: fc.array(anyFault, { maxLength: 14 }),
  most: fc.integer({ min: 1, max: 12 }),
});

let made = 0;

function waiting({ kind, session }: Told): Waiting {
  const id = `${kind}_${++made}`;
  const sessionId = `s${session}`;
  if (kind === 'refused') return { id, sessionId, payload: { ...REFUSED, turnId: id } };
  return kind === 'forgotten' ? { id, sessionId, payload: { forgotten: true } } : { id, sessionId };
}

const namesOf = (events: readonly Waiting[], ...kinds: Kind[]): string[] =>
  events.flatMap(({ id }) => (kinds.some((kind) => id!.startsWith(kind)) ? [id!] : [])).sort();

/** What has to be so at the end, whatever went wrong on the way. */
async function judge(cloud: FaultyCloud, store: Store, events: readonly Waiting[], outcomes: readonly PushOutcome[]): Promise<void> {
  const held = await cloud.held();
  expect(held.said).toEqual(
    namesOf(events, 'turn')
      .map((id) => `${id} was said in ${SECRET_WORD}`)
      .sort(),
  );
  expect(await pendingIds(store)).toEqual([]);
  const dead = await deadLetters(store);
  expect(Object.keys(dead).sort()).toEqual(namesOf(events, 'refused', 'cursed'));
  expect(Object.values(dead).filter((reason) => reason !== 'event.invalid' && reason !== 'http_409')).toEqual([]);
  for (const session of ['s0', 's1', 's2']) {
    const inOrder = events.filter(({ id, sessionId }) => sessionId === session && cloud.arrived.includes(id!)).map(({ id }) => id);
    expect(cloud.arrived.filter((id) => inOrder.includes(id))).toEqual(inOrder);
  }
  const told = JSON.stringify([outcomes, await store.scan('outbox')]).toLowerCase();
  expect([told.includes(SECRET_WORD), told.includes(KEY)]).toEqual([false, false]);
}

describe('whatever goes wrong', () => {
  it('every event has its effect once, in the order of its session, and the outbox is empty but for what was refused', async () => {
    await fc.assert(
      fc.asyncProperty(anySchedule, async ({ before, after, faults, most }) => {
        const cloud = await FaultyCloud.open({ hasty: true });
        const events = before.map(waiting);
        const store = await storeWith(events);
        cloud.faults.push(...faults);
        cloud.gateway = (batch) => (batch.length > most ? 413 : batch.some(({ id }) => id.startsWith('cursed')) ? 409 : null);
        const outcomes: PushOutcome[] = [];
        const later = [...after];
        for (let done = false; !done;) {
          const outcome = await push({ store, call: cloud.call() });
          outcomes.push(outcome);
          const next = later.shift()?.map(waiting);
          if (next) await append(store, next);
          if (next) events.push(...next);
          done = outcome.status === 'done' && !next;
        }
        await judge(cloud, store, events, outcomes);
      }),
      runs(150, 2 / 3),
    );
  });

  it('two processes that push the same rows at once have the effect of one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), fc.array(anyFault, { maxLength: 8 }), async (told, faults) => {
        const cloud = await FaultyCloud.open({ hasty: true });
        const rows: MemoryRows = {};
        const events = told.map(waiting);
        await storeWith(events, rows);
        cloud.faults.push(...faults);
        cloud.gateway = (batch) => (batch.some(({ id }) => id.startsWith('cursed')) ? 409 : null);
        const stores = [new MemoryStore({ rows }), new MemoryStore({ rows })];
        for (let done = false; !done;) {
          const outcomes = await Promise.all(stores.map((store) => push({ store, call: cloud.call() })));
          done = outcomes.every(({ status }) => status === 'done');
        }
        await judge(cloud, stores[0]!, events, []);
      }),
      runs(60, 1 / 3),
    );
  });
});

class Crash extends Error {}

/** Ends everything with the `at`th thing that is done, before or after its effect. */
function crashing(parts: { readonly store: Store; readonly call: ReturnType<FaultyCloud['call']> }, at: number, when: 'before' | 'after') {
  let done = 0;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (++done > at || (done === at && when === 'before')) throw new Crash();
    const value = await work();
    if (done >= at) throw new Crash();
    return value;
  };
  const { store, call } = parts;
  return {
    store: {
      get: (table, key) => step(() => store.get(table, key)),
      scan: (table, range) => step(() => store.scan(table, range)),
      head: () => step(() => store.head()),
      commit: (writes, guard) => step(() => store.commit(writes, guard)),
    } satisfies Pick<Store, 'get' | 'scan' | 'head' | 'commit'>,
    call: { send: (request: Parameters<typeof call.send>[0]) => step(() => call.send(request)) },
    steps: () => done,
  };
}

describe('a crash', () => {
  const kinds: readonly Kind[] = ['turn', 'refused', 'turn', 'forgotten', 'cursed', 'turn'];
  it.each(['before', 'after'] as const)('at any await, %s its effect, leaves rows from which the next start goes on', async (when) => {
    for (let at = 1; ; at++) {
      const cloud = await FaultyCloud.open({ hasty: true });
      const rows: MemoryRows = {};
      const events = kinds.map((kind) => waiting({ kind, session: 0 }));
      const store = await storeWith(events, rows);
      cloud.gateway = (batch) => (batch.some(({ id }) => id.startsWith('cursed')) ? 409 : null);
      const parts = crashing({ store, call: cloud.call() }, at, when);
      const crashed = await push(parts).then(
        () => false,
        (thrown: unknown) => thrown instanceof Crash,
      );
      const restarted = new MemoryStore({ rows });
      expect(await push({ store: restarted, call: cloud.call() })).toEqual({ status: 'done' });
      await judge(cloud, restarted, events, []);
      if (!crashed) {
        expect(at).toBeGreaterThan(20);
        return;
      }
    }
  });
});
