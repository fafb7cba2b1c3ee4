import { describe, expect, it } from 'vitest';
import { CLOUD_LIMITS } from '../../../src/contract/cloud.ts';
import { forgetMemory } from '../../../worker/management/forget.ts';
import { push } from '../../../worker/sync/push.ts';
import { FaultyCloud } from '../sync/faulty-cloud.ts';
import { Desk } from './desk.ts';

const EVENT_BYTES = 204_800;
const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length;
const memories = (count: number, chars: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ memoryId: `m${i}`, text: `Note ${i}: ${'é'.repeat(chars)}`, ...more }));

/** What reaches the cloud of a desk's outbox, and what stays in it. */
async function pushed(desk: Desk): Promise<{ facts: readonly string[]; dead: readonly (string | null)[] }> {
  const cloud = await FaultyCloud.open({ hasty: true });
  expect(await push({ store: desk.store, call: cloud.call() })).toEqual({ status: 'done' });
  const { memories: held } = await cloud.held();
  return {
    facts: [...held.values()].flatMap((each) => (each.kind === 'fact' && each.validTo === null ? [each.memoryId] : [])),
    dead: (await desk.store.scan('outbox')).map(({ deadReason }) => deadReason),
  };
}

describe('an import that is large', () => {
  it('is told in events that a cloud takes, whatever the size of its texts', async () => {
    for (const [count, chars] of [
      [300, 2_000],
      [30, 19_000],
      [600, 1],
    ] as const) {
      const desk = await Desk.open();
      expect(await desk.import(memories(count, chars))).toMatchObject({ imported: count });
      const events = (await desk.store.scan('events')).filter(({ kind }) => kind === 'memory_import');
      expect(Math.max(...events.map(bytesOf))).toBeLessThan(EVENT_BYTES + 1_024);
      expect(events.map(({ id }) => id)).toHaveLength(new Set(events.map(({ id }) => id)).size);
      const { facts, dead } = await pushed(desk);
      expect(facts.toSorted()).toEqual(
        memories(count, 0)
          .map(({ memoryId }) => memoryId)
          .toSorted(),
      );
      expect(dead).toEqual([]);
    }
  });

  it('is told in as few events as that allows', async () => {
    const desk = await Desk.open();
    await desk.import(memories(500, 100));
    expect((await desk.store.scan('events')).length).toBe(1);
  });

  it('leaves each fact under the number of the event that told it, so that others who follow the log find all of them', async () => {
    const desk = await Desk.open();
    await desk.import(memories(400, 2_000));
    const rows = await desk.store.scan('memories');
    for (const { seq, payload } of await desk.store.scan('events')) {
      const told = (payload as { items: { memoryId: string }[] }).items.map(({ memoryId }) => memoryId);
      expect(
        rows
          .filter((row) => row.seq === seq)
          .map(({ id }) => id)
          .toSorted(),
      ).toEqual(told.toSorted());
    }
    expect(await desk.store.head()).toBeGreaterThan(4);
  });

  it('keeps a text that supersedes another one of the same import, also where they are told apart', async () => {
    const desk = await Desk.open();
    const said = [
      { memoryId: 'old', matchKey: 'user.city', text: 'User lives in Delhi.', validFrom: '2025-01-01' },
      ...memories(200, 2_000),
      { memoryId: 'new', matchKey: 'user.city', text: 'User lives in Pune.', validFrom: '2026-01-01' },
    ];
    await desk.import(said);
    const { facts, dead } = await pushed(desk);
    expect(facts).toContain('new');
    expect(facts).not.toContain('old');
    expect(dead).toEqual([]);
  });

  it('can be forgotten one by one, also the last of it', async () => {
    const desk = await Desk.open();
    await desk.import(memories(300, 2_000, { metadata: { note: 'marrakesh' } }));
    for (const memoryId of ['m0', 'm150', 'm299']) await forgetMemory({ memoryId }, desk.parts);
    const left = JSON.stringify(await desk.store.scan('events'));
    for (const text of ['Note 0:', 'Note 150:', 'Note 299:']) expect(left).not.toContain(text);
    expect((await pushed(desk)).facts).toHaveLength(297);
  });

  it('stays here with one thing that no cloud takes, as a dead letter that says so; the others are told', async () => {
    const desk = await Desk.open();
    const large = { memoryId: 'large', text: 'A note with an attachment.', metadata: { scan: 'x'.repeat(CLOUD_LIMITS.eventBytes) } };
    await desk.import([...memories(10, 10), large, { memoryId: 'last', text: 'The last note.' }]);
    const { facts, dead } = await pushed(desk);
    expect(facts.toSorted()).toEqual([...memories(10, 0).map(({ memoryId }) => memoryId), 'last'].toSorted());
    expect(dead).toEqual(['too_large']);
    expect(desk.list({ q: 'attachment' }).map(({ memoryId }) => memoryId)).toEqual(['large']);
  });
});
