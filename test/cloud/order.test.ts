import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import type { CloudEvent } from '../../src/contract/cloud.ts';
import { event, testCloud, turn } from './harness.ts';

const SENTENCES = ['I live in Delhi.', 'I live in Pune.', 'I no longer live in Pune.', 'My name is Anna.', 'I love filter coffee.', 'What time is it?'];
const minute = fc.integer({ min: 0, max: 20 });
const memoryId = fc.constantFrom('m1', 'm2', 'm3');
const sessionId = fc.constantFrom('s1', 's2');
const turnId = fc.constantFrom('t1', 't2', 't3', 't4', 't5', 't6');
const date = minute.map((at) => new Date(Date.UTC(2026, 1, 1, 10, at)).toISOString());
const fact = fc.record({
  matchKey: fc.constantFrom('user.location.current', 'user.name', 'user.likes.tea'),
  text: fc.constantFrom('User lives in Delhi.', 'User lives in Pune.', 'User likes tea.'),
  ends: fc.boolean(),
  memoryId,
});

const said = fc
  .tuple(minute, fc.constantFrom(...SENTENCES), sessionId, turnId, fc.option(fc.array(fact, { maxLength: 2 })))
  .map(([at, text, session, id, facts]) => turn(at, text, { id: 'x', sessionId: session, turnId: id, payload: facts ? { facts } : {} }));
const imported = fc
  .tuple(
    minute,
    fc.array(
      fc.record({
        memoryId,
        matchKey: fc.option(fc.constant('user.location.current')),
        text: fact.map(({ text }) => text),
        validFrom: fc.option(date),
        validTo: fc.option(date),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([at, items]) => event(at, 'memory_import', { items }, { id: 'x' }));
const edited = fc
  .tuple(
    minute,
    fc.record({
      memoryId,
      matchKey: fc.constantFrom('user.location.current', 'user.name'),
      text: fc.constant('User lives in Goa.'),
      validFrom: date,
      validTo: fc.constant(null),
      metadata: fc.constant({}),
    }),
  )
  .map(([at, payload]) => event(at, 'memory_edit', payload, { id: 'x' }));
const buried = fc
  .tuple(
    minute,
    fc.oneof(
      fc.record({ memoryIds: fc.array(memoryId, { minLength: 1, maxLength: 2 }) }),
      fc.record({ sessionIds: fc.array(sessionId, { minLength: 1, maxLength: 1 }) }),
      fc.record({ turns: fc.array(fc.record({ sessionId, turnId }), { minLength: 1, maxLength: 2 }) }),
      fc.record({
        eventIds: fc.array(
          fc.integer({ min: 0, max: 12 }).map((n) => `e${n}`),
          { minLength: 1, maxLength: 2 },
        ),
      }),
      fc.constant({ user: true }),
    ),
  )
  .map(([at, payload]) => event(at, 'tombstone', payload, { id: 'x' }));
const opened = fc
  .tuple(minute, sessionId, fc.constantFrom('Anna', 'Ben'))
  .map(([at, session, name]) => event(at, 'session_start', { metadata: { user: { name } } }, { id: 'x', sessionId: session }));

const events: fc.Arbitrary<CloudEvent[]> = fc
  .array(fc.oneof({ weight: 5, arbitrary: said }, { weight: 2, arbitrary: imported }, edited, buried, opened), { maxLength: 12 })
  .map((all) => all.map((each, n) => ({ ...each, id: `e${n}` })));

/** Batches as several devices send them: cut anywhere, in any order, some again. */
const deliveries = events.chain((all) =>
  fc.record({
    all: fc.constant(all),
    order: fc.array(fc.nat(), { minLength: all.length, maxLength: all.length }),
    again: fc.array(fc.nat(), { maxLength: 6 }),
    cut: fc.integer({ min: 1, max: 5 }),
    repeat: fc.boolean(),
  }),
);

async function stateAfter(batches: readonly (readonly CloudEvent[])[]): Promise<unknown> {
  const { device } = await testCloud(new MemoryCloudStore());
  for (const batch of batches) await device.push(batch);
  const held = await device.pullAll();
  return held.state;
}

describe('events of several devices', () => {
  it('make the same memory in whatever order and however often they come', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ all, order, again, cut, repeat }) => {
        const shuffled = all.map((each, n) => ({ each, key: order[n]! })).sort((a, b) => a.key - b.key);
        const sent = [...shuffled.map(({ each }) => each), ...again.flatMap((n) => all[n % Math.max(1, all.length)] ?? [])];
        const batches: CloudEvent[][] = [];
        for (let from = 0; from < sent.length; from += cut) batches.push(sent.slice(from, from + cut));
        if (repeat) batches.push(...batches.map((batch) => batch.toReversed()));
        expect(await stateAfter(batches)).toEqual(await stateAfter(all.map((each) => [each])));
      }),
      { numRuns: 300 },
    );
  });

  it('reach a device that pulls between them as they reach one that pulls at the end', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (all) => {
        const { device } = await testCloud(new MemoryCloudStore());
        let held = await device.pullAll();
        for (const each of all) {
          await device.push([each]);
          held = await device.pullAll(held);
        }
        const late = await device.pullAll();
        expect(held.state).toEqual(late.state);
      }),
      { numRuns: 100 },
    );
  });
});
