import { describe, expect, it } from 'vitest';
import { forgetSession } from '../../../worker/management/forget.ts';
import { listOutbox, retryOutbox, retryRefused } from '../../../worker/management/outbox.ts';
import { Desk } from './desk.ts';

/** Five events wait; the third was refused. */
async function waiting(): Promise<Desk> {
  const desk = new Desk({}, 'a');
  await desk.start('s');
  for (const turn of ['t1', 't2', 't3']) await desk.say('s', turn, 'My secret is Marrakesh.');
  await desk.end('s');
  const row = (await desk.store.get('outbox', 3))!;
  await desk.store.commit([{ table: 'outbox', put: { ...row, attempts: 4, deadReason: 'bad_event' } }]);
  return desk;
}

describe('the outbox', () => {
  it('is listed in order with what each waits for, and without what anybody said', async () => {
    const desk = await waiting();
    const listed = await listOutbox({ limit: 50 }, desk.store);
    expect([listed.pending, listed.dead, listed.nextCursor]).toEqual([4, 1, null]);
    expect(listed.items.map(({ seq, kind, attempts, deadReason }) => [seq, kind, attempts, deadReason])).toEqual([
      [1, 'session_start', 0, null],
      [2, 'turn', 0, null],
      [3, 'turn', 4, 'bad_event'],
      [4, 'turn', 0, null],
      [5, 'session_end', 0, null],
    ]);
    expect(listed.items[2]).toMatchObject({ id: (await desk.store.get('events', 3))!.id, sessionId: 's', at: (await desk.store.get('events', 3))!.at });
    expect(JSON.stringify(listed).toLowerCase()).not.toContain('marrakesh');
  });

  it('is read page by page, also when rows were sent meanwhile', async () => {
    const desk = await waiting();
    const first = await listOutbox({ limit: 2 }, desk.store);
    await desk.store.commit([{ table: 'outbox', remove: 2 }]);
    const second = await listOutbox({ limit: 2, cursor: first.nextCursor! }, desk.store);
    const third = await listOutbox({ limit: 2, cursor: second.nextCursor! }, desk.store);
    expect([first, second, third].map(({ items }) => items.map(({ seq }) => seq))).toEqual([[1, 2], [3, 4], [5]]);
    expect(third.nextCursor).toBeNull();
    await expect(listOutbox({ limit: 2, cursor: 'x' }, desk.store)).rejects.toMatchObject({ code: 'runtime.bad_request' });
  });

  it('lets a refused event be sent again, and names one that does not wait', async () => {
    const desk = await waiting();
    const { id } = (await desk.store.get('events', 3))!;
    expect(await retryOutbox({ id }, desk.store)).toEqual({ status: 'ok' });
    expect(await desk.store.get('outbox', 3)).toMatchObject({ eventId: id, attempts: 0, deadReason: null });
    expect(await listOutbox({ limit: 1 }, desk.store)).toMatchObject({ pending: 5, dead: 0 });
    await expect(retryOutbox({ id: 'nobody' }, desk.store)).rejects.toMatchObject({ code: 'runtime.bad_request', status: 404 });
  });

  it('lets all that was refused be sent again, however much it is, and leaves alone what waits anyway', async () => {
    const desk = new Desk({}, 'a');
    await desk.start('s');
    for (let n = 0; n < 1_201; n++) await desk.say('s', `t${n}`, 'Noted.');
    const rows = await desk.store.scan('outbox');
    await desk.store.commit(rows.slice(1).map((row) => ({ table: 'outbox', put: { ...row, attempts: 4, deadReason: 'bad_event' } })));
    await desk.store.commit([{ table: 'outbox', put: { ...rows[0]!, attempts: 2 } }]);
    expect(await retryRefused(desk.store)).toEqual({ status: 'ok', retried: 1_201 });
    expect((await desk.store.scan('outbox')).map(({ attempts, deadReason }) => [attempts, deadReason])).toEqual([
      [2, null],
      ...Array.from({ length: 1_201 }, () => [0, null]),
    ]);
    expect(await retryRefused(desk.store)).toEqual({ status: 'ok', retried: 0 });
  });

  it('does not bring back what is forgotten while it is let go', async () => {
    const desk = await waiting();
    const { store } = desk;
    const [turn] = await store.scan('memories');
    let forgetting: Promise<unknown> | undefined;
    const slow = {
      get: store.get.bind(store),
      scan: store.scan.bind(store),
      head: store.head.bind(store),
      commit: async (...args: Parameters<typeof store.commit>) => {
        await (forgetting ??= forgetSession({ sessionId: turn!.kind === 'episode' ? turn!.sessionId : '' }, desk.parts));
        return store.commit(...args);
      },
    };
    expect(await retryRefused(slow)).toEqual({ status: 'ok', retried: 0 });
    expect((await store.scan('outbox')).map(({ seq }) => seq)).toEqual([6]);
  });
});
