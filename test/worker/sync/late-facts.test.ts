import { describe, expect, it } from 'vitest';
import type { CloudTombstone } from '../../../src/contract/cloud.ts';
import { MemoryCloudStore } from '../../../src/cloud/memory-cloud-store.ts';
import { Settlement } from '../../../src/cloud/memory/settlement.ts';
import { takeEvent } from '../../../src/cloud/memory/take-event.ts';
import { parseEvent } from '../../../src/cloud/parse-event.ts';
import { stateOf } from '../../../src/cloud/state.ts';
import { loadKernel } from '../../../wasm/kernel.ts';
import type { ExtractedFact } from '../../../worker/extract/extractor.ts';
import { Log } from '../../../worker/log.ts';
import { forgetMemory } from '../../../worker/management/forget.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { Segments } from '../../../worker/segments/segments.ts';
import { Sessions } from '../../../worker/sessions.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import type { CommitOutcome, Guard, Write } from '../../../worker/store/store.ts';
import { Turns } from '../../../worker/turns.ts';
import { UserMemory } from '../../../worker/user-memory.ts';

const SLOWLY_MS = 600;
const lives = (city: string): ExtractedFact => ({ matchKey: 'user.home', text: `User lives in ${city}.`, ends: false });
const gone: ExtractedFact = { matchKey: 'user.home', text: 'User no longer lives in Delhi.', ends: true };

/** A store whose connection dies once the commit of a turn was written: the commit is done again, and finds the turn. */
class ForgetfulStore extends MemoryStore {
  override async commit(writes: readonly Write[], guard: Guard = {}): Promise<CommitOutcome> {
    const outcome = await super.commit(writes, guard);
    return guard.absent && outcome.status === 'committed' ? super.commit(writes, guard) : outcome;
  }
}

/** One device whose extractor says what it is told to, at once or late, and the cloud that it is mirrored to. */
async function talk(store = new MemoryStore()) {
  let [clock, ids] = [Date.parse('2026-01-01T00:00:00Z'), 0];
  const now = (): string => new Date((clock += 1_000)).toISOString();
  const newId = (prefix: string): string => `${prefix}_${++ids}`;
  const memory = new UserMemory(new VectorArena(loadKernel({ backend: 'js' })));
  const log = new Log(store, memory, { onCommit: () => undefined });
  const sessions = new Sessions(log, memory, { newId, now });
  const answers = new Map<string, () => Promise<readonly ExtractedFact[]>>();
  const turns = new Turns({
    user: { log, memory, store },
    sessions,
    extract: async ({ userText }) => (await answers.get(userText)?.()) ?? [],
    newId,
    now,
    onIncident: (what) => expect.unreachable(what),
  });
  await sessions.open({ sessionId: 's', mode: 'default', metadata: {} }, now());
  const cloud = new MemoryCloudStore();
  const sent = new Set<string>();
  const take = (events: readonly unknown[]): Promise<void> =>
    cloud.transaction('u', (rows) => {
      const settlement = new Settlement(rows, stateOf(rows, 'e'));
      for (const event of events) {
        const told = parseEvent(JSON.parse(JSON.stringify(event)));
        if (!('told' in told)) throw new Error('The cloud refused an event.');
        takeEvent(rows, told, settlement);
      }
      settlement.settle();
    });
  return {
    memory,
    /** Says something in which this is found. */
    say: async (turnId: string, found: readonly ExtractedFact[], late: 'at once' | 'late'): Promise<void> => {
      answers.set(turnId, () => (late === 'late' ? new Promise((resolve) => setTimeout(() => resolve(found), SLOWLY_MS)) : Promise.resolve(found)));
      await turns.save({ sessionId: 's', turnId, userText: turnId, assistantText: '', toolCalls: [], metadata: {} });
    },
    settled: (): Promise<void> => turns.settled(10 * SLOWLY_MS),
    push: async (): Promise<void> => {
      const events = (await store.scan('events')).filter(({ id }) => !sent.has(id));
      for (const { id } of events) sent.add(id);
      await take(events);
    },
    /** What another device tells that it has forgotten, now. */
    forgottenElsewhere: (what: Partial<CloudTombstone> & { readonly scope: string }): Promise<void> =>
      take([
        { id: newId('evt'), kind: 'tombstone', sessionId: '', seq: 1, at: now(), payload: { memoryIds: [], sessionIds: [], turns: [], eventIds: [], ...what } },
      ]),
    forgetTurn: (index: number) =>
      forgetMemory({ memoryId: memory.turnsOf('s')[index]!.id }, { log, memory, segments: new Segments(store, () => undefined), newId, journal: null, now }),
    onDevice: (): readonly string[] => [...memory.factsWith([])].map(({ text, validTo }) => `${text} ${validTo === null ? 'holds' : 'held'}`).sort(),
    inCloud: (): Promise<readonly string[]> =>
      cloud.read('u', (rows) =>
        rows
          .all('items')
          .flatMap(({ item }) => (item?.kind === 'fact' ? [`${item.text} ${item.validTo === null ? 'holds' : 'held'}`] : []))
          .sort(),
      ),
    factId: (): string => [...memory.factsWith([])][0]!.id,
  };
}

describe.concurrent('facts that come after their turn was stored', () => {
  it.each([
    ['take the place of an earlier one', lives('Pune'), ['User lives in Delhi. held', 'User lives in Pune. holds']],
    ['end an earlier one', gone, ['User lives in Delhi. held']],
  ])('%s, on the device and in the cloud', async (_what, found, expected) => {
    const { say, settled, push, onDevice, inCloud } = await talk();
    await say('t1', [lives('Delhi')], 'at once');
    await say('t2', [found], 'late');
    await settled();
    await push();
    expect([onDevice(), await inCloud()]).toEqual([expected, expected]);
  });

  it.each([
    ['takes the place of it', lives('Pune'), ['User lives in Pune. holds']],
    ['ends it', gone, []],
  ])('bring nothing back in the cloud that another device forgot, where one of them %s', async (_what, found, expected) => {
    const { say, settled, push, inCloud, forgottenElsewhere, factId } = await talk();
    await say('t1', [lives('Delhi')], 'at once');
    await push();
    await forgottenElsewhere({ scope: 'memory', memoryIds: [factId()] });
    await say('t2', [found], 'late');
    await settled();
    await push();
    expect(await inCloud()).toEqual(expected);
  });

  it('give the earlier one its time back when their turn is forgotten, on the device and in the cloud', async () => {
    const { say, settled, push, onDevice, inCloud, forgetTurn } = await talk();
    await say('t1', [lives('Delhi')], 'at once');
    await say('t2', [lives('Pune')], 'late');
    await settled();
    await push();
    await forgetTurn(1);
    await push();
    expect([onDevice(), await inCloud()]).toEqual([['User lives in Delhi. holds'], ['User lives in Delhi. holds']]);
  });

  it.each([
    ['session', 'before', { scope: 'session', sessionIds: ['s'], turns: [{ sessionId: 's', turnId: 't2' }] }],
    ['session', 'after', { scope: 'session', sessionIds: ['s'], turns: [{ sessionId: 's', turnId: 't2' }] }],
    ['user', 'before', { scope: 'user' }],
    ['user', 'after', { scope: 'user' }],
  ])('are not in the cloud when their %s is forgotten elsewhere %s they come', async (_what, when, tombstone) => {
    const { say, settled, push, inCloud, forgottenElsewhere } = await talk();
    await say('t2', [lives('Pune')], 'late');
    await push();
    if (when === 'before') await forgottenElsewhere(tombstone);
    await settled();
    await push();
    if (when === 'after') await forgottenElsewhere(tombstone);
    expect(await inCloud()).toEqual([]);
  });

  it('are stored where only the database’s answer to the turn was lost', async () => {
    const { say, settled, onDevice } = await talk(new ForgetfulStore());
    await say('t1', [lives('Pune')], 'late');
    await settled();
    expect(onDevice()).toEqual(['User lives in Pune. holds']);
  });
});
