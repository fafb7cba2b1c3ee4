import { describe, expect, it } from 'vitest';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import { ORG_TABLES, USER_TABLES } from '../../worker/store/schema.ts';
import { handClock } from '../worker/hand-clock.ts';
import { testCloud } from './harness.ts';

const SAID = [
  'My name is Anna and I live in Delhi.',
  'I love filter coffee.',
  'I live in Delhi, as I said.',
  'I work at a bank.',
  'I moved to Pune.',
  'I live in Pune and I have a dog called Rex.',
  'I no longer live in Pune.',
];

describe('the log of a device', () => {
  it('pushed as it is makes the facts, turns and profile that the device has', async () => {
    const clock = handClock(Date.parse('2026-02-01T10:00:00Z'));
    const store = new MemoryStore({ tables: USER_TABLES });
    const identity = { workspaceId: 'proj_1', userId: 'user_1' };
    const stores = { openUser: async () => store, openOrg: async () => new MemoryStore({ tables: ORG_TABLES }) };
    const runtime = await createLocalRuntime({ ...identity, stores, clock });
    await runtime.startSession({ sessionId: 's1', ...identity, mode: 'default', metadata: { user: { id: 'user_1', name: 'Anna' } } });
    for (const [n, userText] of SAID.entries()) {
      clock.turn(60_000);
      await runtime.afterTurn({ sessionId: 's1', turnId: `t${n}`, userText, assistantText: 'I see.', toolCalls: [], metadata: {} });
    }
    await runtime.importMemory({
      items: [{ memoryId: 'm1', matchKey: 'user.diet', text: 'User is vegetarian.', validFrom: '2025-05-01' }, { text: 'User has a blue door.' }],
    });
    clock.turn(60_000);
    await runtime.importMemory({ items: [{ memoryId: 'm1', matchKey: 'user.diet', text: 'User is vegan.' }] });
    await runtime.endSession({ sessionId: 's1', reason: 'completed' });
    const events = await store.scan('events');
    const rows = await store.scan('memories');
    const profile = (await store.get('meta', 'profile'))?.value;

    const { device } = await testCloud(new MemoryCloudStore());
    const { results } = await device.push(events);
    expect(results.map(({ status }) => status)).toEqual(events.map(() => 'ok'));
    const held = await device.pullAll();
    const facts = [...held.memories.values()].flatMap((each) =>
      each.kind === 'fact' ? [[each.matchKey, each.text, each.validFrom, each.validTo, each.source?.turnId]] : [],
    );
    const own = rows.flatMap((row) => (row.kind === 'fact' ? [[row.matchKey, row.text, row.validFrom, row.validTo, row.source?.turnId]] : []));
    expect(facts.map((each) => JSON.stringify(each)).sort()).toEqual(own.map((each) => JSON.stringify(each)).sort());
    expect(held.said).toEqual(rows.flatMap((row) => (row.kind === 'episode' ? [row.userText] : [])).sort());
    expect([...held.memories.values()].flatMap((each) => (each.kind === 'episode' ? [each.userName] : []))).toEqual(SAID.map(() => 'Anna'));
    expect(held.profile?.summary).toBe((profile as { summary: string }).summary);
    await runtime.close();
  });
});
