import { describe, expect, it } from 'vitest';
import { listOutbox, retryOutbox } from '../../../worker/management/outbox.ts';
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
});
