import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forgetMemory } from '../../../worker/management/forget.ts';
import { Desk } from './desk.ts';

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Record<string, unknown> => JSON.parse(line));

async function lived(): Promise<Desk> {
  const desk = new Desk({}, 'a');
  await desk.start('s1');
  await desk.say('s1', 't1', 'My name is Anna.\nI live in Delhi.', 'Hello "Anna"\u2028.');
  await desk.start('s2');
  await desk.say('s2', 't1', 'I live in Pune.', '');
  await desk.say('s1', 't2', 'I like tea. 寿司も好き。', 'Noted.');
  await desk.end('s1');
  await desk.import([
    { memoryId: 'm1', matchKey: 'user.pet.dog', text: 'User has a dog.', validFrom: '2026-01-01', metadata: { tag: ['x'] } },
    { memoryId: 'm2', matchKey: 'user.location.current', text: 'User lived in Goa.', validFrom: '2025-01-01', validTo: '2027-02-01' },
    { memoryId: 'm3', text: 'User sings.' },
  ]);
  return desk;
}

/** Everything that is listed; a profile's version counts its changes and is no part of it. */
const listed = (desk: Desk) => desk.list().map((item) => (item.kind === 'profile' ? item.text : item));

/** What a person sees of a memory: all that is listed, the profile, and answers. */
async function seen(desk: Desk) {
  const questions = ['where did Anna live before', 'what does she like', 'dog', '寿司', 'sings in Goa'];
  const answers: unknown[] = [];
  for (const question of questions) {
    const { contextText, working, permanent } = await desk.search(question, 's2');
    // lines of equal scores stand in the order in which they came
    answers.push({
      contextText: contextText.split('\n').toSorted(),
      working,
      permanent: permanent.map(({ memoryId, text, score }) => `${memoryId} ${score.toFixed(6)} ${text}`).toSorted(),
    });
  }
  return { list: listed(desk), working: desk.list({ lane: 'working' }), profile: desk.memory.profile?.summary, answers };
}

describe('an export', () => {
  it('holds sessions, turns and facts, a line each, with all that was said', async () => {
    const desk = await lived();
    const lines = linesOf(await desk.export());
    expect(lines.map(({ kind }) => kind).join(' ')).toMatch(/^(?:session ){2}(?:turn ){3}(?:fact ?)+$/);
    const event = (await desk.store.scan('events')).find(({ kind }) => kind === 'turn')!;
    expect(lines.find(({ kind }) => kind === 'turn')).toEqual({
      kind: 'turn',
      sessionId: 's1',
      turnId: 't1',
      memoryId: expect.stringMatching(/^epi_/),
      userText: 'My name is Anna.\nI live in Delhi.',
      assistantText: 'Hello "Anna"\u2028.',
      occurredAt: event.at,
      toolCalls: [{ name: 'search_memory', hits: 2 }],
      metadata: { channel: 'web' },
      localEventId: event.id,
    });
    expect(lines.find(({ memoryId }) => memoryId === 'm1')).toMatchObject({ kind: 'fact', matchKey: 'user.pet.dog', metadata: { tag: ['x'] } });
  });

  it('imported into an empty memory is seen as what it was made of, superseded facts included', async () => {
    const desk = await lived();
    const again = new Desk({}, 'b');
    const lines = linesOf(await desk.export());
    expect(await again.import(lines)).toEqual({ status: 'ok', imported: lines.length, updated: 0, unchanged: 0 });
    expect(await seen(again)).toEqual(await seen(desk));
    expect(linesOf(await again.export())).toEqual(lines);
    const events = await again.store.scan('events');
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect((await again.store.scan('outbox')).map(({ eventId }) => eventId)).toEqual(events.map(({ id }) => id));
    const reopened = new Desk(again.rows, 'c');
    await reopened.memory.catchUp(reopened.store);
    expect(await seen(reopened)).toEqual(await seen(desk));
  });

  it('imported twice, or where it came from, changes nothing', async () => {
    const desk = await lived();
    const again = new Desk({}, 'b');
    const lines = linesOf(await desk.export());
    await again.import(lines);
    const head = await again.store.head();
    expect(await again.import(lines)).toEqual({ status: 'ok', imported: 0, updated: 0, unchanged: lines.length });
    expect(await again.store.head()).toBe(head);
    const before = await desk.stored();
    expect(await desk.import(lines)).toMatchObject({ imported: 0, updated: 0 });
    expect(await desk.stored()).toBe(before);
  });

  it('leaves out what was forgotten, and an import of the whole does not bring a forgotten turn back', async () => {
    const desk = await lived();
    const whole = linesOf(await desk.export());
    const turn = desk.memory.turnsOf('s1')[1]!;
    await forgetMemory({ memoryId: turn.id }, desk.parts);
    expect(await desk.export()).not.toContain('寿司');
    await desk.import(whole.filter(({ kind }) => kind === 'turn'));
    expect(desk.memory.turnsOf('s1').map(({ turnId }) => turnId)).toEqual(['t1']);
  });

  it('imported turn by turn is forgotten like any other', async () => {
    const again = new Desk({}, 'b');
    await again.import(linesOf(await (await lived()).export()));
    const turn = again.memory.turnsOf('s2')[0]!;
    await forgetMemory({ memoryId: turn.id }, again.parts);
    expect(await again.stored()).not.toContain('pune');
    expect(again.memory.profile?.summary).toContain('lives in Delhi');
  });

  it('of whatever was said and imported brings all of it back', async () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`);
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('say' as const),
        session: fc.constantFrom('s1', 's2'),
        turn: fc.nat(9),
        text: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('I live in Goa.', 'My name is Anna.', 'I like tea.')),
      }),
      fc.record({ kind: fc.constant('end' as const), session: fc.constantFrom('s1', 's2') }),
      fc.record({ kind: fc.constant('import' as const), id: fc.nat(5), key: fc.constantFrom('user.a', 'user.b', null), from: day, to: fc.option(day) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const desk = new Desk({}, 'a');
        for (const each of steps) {
          if (each.kind === 'import')
            await desk.import([{ memoryId: `m${each.id}`, matchKey: each.key, text: `User keeps ${each.from}.`, validFrom: each.from, validTo: each.to }]);
          else if (each.kind === 'end') await desk.end(each.session).catch(() => undefined);
          else {
            await desk.start(each.session);
            await desk.say(each.session, `t${each.turn}`, each.text.toWellFormed());
          }
        }
        const text = await desk.export();
        const again = new Desk({}, 'b');
        await again.import(linesOf(text));
        expect(await again.export()).toBe(text);
        expect(listed(again)).toEqual(listed(desk));
      }),
      { numRuns: 60 },
    );
  });
});

describe('an import', () => {
  it('of a turn without its session makes one that has ended', async () => {
    const desk = new Desk({}, 'a');
    await desk.import([
      { kind: 'turn', sessionId: 'past', turnId: 't', userText: 'The piano is out of tune.', assistantText: '', occurredAt: '2025-05-01T10:00:00Z' },
    ]);
    expect(desk.memory.session('past')).toMatchObject({ endedAt: '2025-05-01T10:00:00.000Z', turns: 1 });
    await desk.start('s');
    expect((await desk.search('piano')).contextText).toContain('out of tune');
  });

  it('refuses a memory under the id of a turn, stored or of the same file, and takes nothing', async () => {
    const desk = await lived();
    const head = await desk.store.head();
    const { id } = desk.memory.turnsOf('s1')[0]!;
    const turn = { kind: 'turn', sessionId: 's1', turnId: 'new', memoryId: 'x', userText: 'a', assistantText: 'b' };
    await expect(desk.import([{ memoryId: id, text: 'a' }])).rejects.toMatchObject({ code: 'runtime.bad_request' });
    await expect(desk.import([turn, { memoryId: 'x', text: 'a' }])).rejects.toMatchObject({ code: 'runtime.bad_request' });
    expect(await desk.store.head()).toBe(head);
  });

  it('is durable batch by batch, and stops between two when it is cancelled', async () => {
    const desk = new Desk({}, 'a');
    const cancel = new AbortController();
    const commit = desk.store.commit.bind(desk.store);
    desk.store.commit = (writes, guard) => {
      cancel.abort();
      return commit(writes, guard);
    };
    const items = Array.from({ length: 1_200 }, (_, i) => ({ memoryId: `m${i}`, text: `User keeps ${i}.` }));
    await expect(desk.import(items, cancel.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect([desk.memory.counts.facts, await desk.store.count('memories'), await desk.store.count('events')]).toEqual([500, 500, 1]);
    expect(await desk.import(items)).toMatchObject({ imported: 700, unchanged: 500 });
  });

  it('of one turn in two tabs stores it once', async () => {
    const one = new Desk({}, 'a');
    const two = new Desk(one.rows, 'b');
    const lines = linesOf(await (await lived()).export());
    const counts = await Promise.all([one.import(lines), two.import(lines)]);
    expect(counts.map(({ imported }) => imported).toSorted((a, b) => a - b)).toEqual([0, lines.length]);
    expect(await one.store.count('turns')).toBe(3);
  });
});
