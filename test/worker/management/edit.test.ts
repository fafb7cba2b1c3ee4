import { describe, expect, it } from 'vitest';
import { editMemory } from '../../../worker/management/edit.ts';
import { Desk } from './desk.ts';

const on = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`;
const KEY = 'user.location.current';

/** Delhi on the first, Pune on the fifth, and something without a key. */
async function moved(): Promise<Desk> {
  const desk = new Desk({}, 'a');
  await desk.import([
    { memoryId: 'delhi', matchKey: KEY, text: 'User lives in Delhi.', validFrom: on(1) },
    { memoryId: 'pune', matchKey: KEY, text: 'User lives in Pune.', validFrom: on(5) },
    { memoryId: 'boat', text: 'User has a boat.', validFrom: on(2), metadata: { a: 1 } },
  ]);
  return desk;
}
const span = (desk: Desk, id: string) => [desk.memory.fact(id)?.validFrom, desk.memory.fact(id)?.validTo];

describe('an edit of a fact', () => {
  it('changes what it names, its event and its outbox row in one transaction, and is found at once', async () => {
    const desk = await moved();
    const { memory } = await editMemory({ memoryId: 'boat', text: 'User has a blue canoe.' }, desk.parts);
    expect(memory).toMatchObject({ memoryId: 'boat', text: 'User has a blue canoe.', validFrom: on(2), metadata: { a: 1 } });
    expect(await desk.store.scan('events', { after: 1 })).toMatchObject([
      { seq: 2, kind: 'memory_edit', sessionId: '', payload: { memoryId: 'boat', text: 'User has a blue canoe.' } },
    ]);
    expect((await desk.store.scan('outbox')).map(({ seq }) => seq)).toEqual([1, 2]);
    expect((await desk.search('blue canoe')).permanent.map(({ memoryId }) => memoryId)).toEqual(['boat']);
    expect((await desk.search('boat')).permanent).toEqual([]);
  });

  it('makes the profile anew', async () => {
    const desk = await moved();
    await editMemory({ memoryId: 'pune', text: 'User lives in Puné.' }, desk.parts);
    expect(desk.memory.profile).toEqual({ version: 2, summary: 'User: lives in Puné.' });
  });

  it('moves the end of the one before it when it begins at another time', async () => {
    const desk = await moved();
    await editMemory({ memoryId: 'pune', validFrom: on(8) }, desk.parts);
    expect([span(desk, 'delhi'), span(desk, 'pune')]).toEqual([
      [on(1), on(8)],
      [on(8), null],
    ]);
  });

  it('that has an end keeps it when it is moved, and the one before it ends there all the same', async () => {
    const desk = await moved();
    await editMemory({ memoryId: 'pune', validTo: on(20) }, desk.parts);
    await editMemory({ memoryId: 'pune', validFrom: on(3) }, desk.parts);
    expect([span(desk, 'delhi'), span(desk, 'pune')]).toEqual([
      [on(1), on(3)],
      [on(3), on(20)],
    ]);
  });

  it('takes it to the past when it begins before the others', async () => {
    const desk = await moved();
    await editMemory({ memoryId: 'pune', validFrom: '2026-02-01T12:00:00+02:00' }, desk.parts);
    expect([span(desk, 'pune'), span(desk, 'delhi')]).toEqual([
      ['2026-02-01T10:00:00.000Z', on(1)],
      [on(1), null],
    ]);
  });

  it('under another key, or none, gives its time back to the one that it had superseded', async () => {
    const desk = await moved();
    await editMemory({ memoryId: 'pune', matchKey: null }, desk.parts);
    expect([span(desk, 'delhi'), desk.memory.fact('pune')?.matchKey]).toEqual([[on(1), null], null]);
    await editMemory({ memoryId: 'pune', matchKey: KEY }, desk.parts);
    expect(span(desk, 'delhi')).toEqual([on(1), on(5)]);
  });

  it('ends it, and lets it hold again until the next one under its key', async () => {
    const desk = await moved();
    await editMemory({ memoryId: 'pune', validTo: on(9) }, desk.parts);
    expect((await desk.search('Pune')).permanent).toEqual([]);
    await editMemory({ memoryId: 'pune', validTo: null }, desk.parts);
    await editMemory({ memoryId: 'delhi', validTo: null }, desk.parts);
    expect([span(desk, 'delhi'), span(desk, 'pune')]).toEqual([
      [on(1), on(5)],
      [on(5), null],
    ]);
  });

  it('of words alone touches no other fact', async () => {
    const desk = await moved();
    await desk.import([{ memoryId: 'goa', matchKey: KEY, text: 'User was in Goa.', validFrom: on(4), validTo: on(7) }]);
    await editMemory({ memoryId: 'pune', text: 'User lives in Puné.' }, desk.parts);
    expect([span(desk, 'goa'), span(desk, 'pune')]).toEqual([
      [on(4), on(7)],
      [on(5), null],
    ]);
  });
});

describe('an edit that cannot be', () => {
  it.each([
    ['of an unknown memory', { memoryId: 'nobody', text: 'x' }, 404],
    ['that ends before it begins', { memoryId: 'boat', validTo: on(1) }, 400],
  ])('%s is refused and changes nothing', async (_, request, status) => {
    const desk = await moved();
    await expect(editMemory(request, desk.parts)).rejects.toMatchObject({ code: 'runtime.bad_request', status });
    expect(await desk.store.head()).toBe(1);
  });

  it('of what was said is refused: it says to forget it', async () => {
    const desk = new Desk({}, 'a');
    await desk.start('s');
    await desk.say('s', 't', 'Hello.');
    const [turn] = desk.memory.turnsOf('s');
    await expect(editMemory({ memoryId: turn!.id, text: 'x' }, desk.parts)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('Forget it'),
    });
  });
});
