import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../worker/store/memory.ts';
import type { Store } from '../../../worker/store/store.ts';
import { countOutbox, outboxRows, settle, type Fates } from '../../../worker/sync/outbox.ts';
import { append, deadLetters, pendingIds, storeWith } from './waiting-events.ts';

const many = (count: number) => Array.from({ length: count }, () => ({}));

/** A store in which another tab forgets an event in the very moment before the first commit. */
async function forgetting(seq: number): Promise<{ store: Store; commits: () => number }> {
  const store = await storeWith(many(3));
  const commit = store.commit.bind(store);
  let commits = 0;
  store.commit = async (writes, guard) => {
    if (commits++ === 0) {
      await commit([{ table: 'outbox', remove: seq }]);
      await append({ head: () => store.head(), commit } as Store, [{ id: 'tombstone', kind: 'tombstone', payload: {} }]);
    }
    return commit(writes, guard);
  };
  return { store, commits: () => commits };
}

describe('what became of rows', () => {
  it('is written down in one transaction, each try counted', async () => {
    const store = await storeWith(many(4));
    await settle(store, { gone: [1], dead: new Map([[2, 'event.invalid']]), tried: [3] });
    await settle(store, { tried: [3] });
    expect(await store.scan('outbox')).toMatchObject([
      { seq: 2, attempts: 1, deadReason: 'event.invalid' },
      { seq: 3, attempts: 2, deadReason: null },
      { seq: 4, attempts: 0, deadReason: null },
    ]);
    expect([await countOutbox(store), await store.head()]).toEqual([{ pending: 2, dead: 1 }, 4]);
  });

  const fates: [string, Fates][] = [
    ['dead', { gone: [1], dead: new Map([[2, 'event.invalid']]) }],
    ['tried', { gone: [1], tried: [2] }],
  ];
  it.each(fates)('does not bring a row back that was forgotten meanwhile: %s', async (_name, fate) => {
    const { store, commits } = await forgetting(2);
    await settle(store, fate);
    expect([await pendingIds(store), await deadLetters(store), commits()]).toEqual([['evt_3', 'tombstone'], {}, 2]);
  });

  it('gives up counting tries beside another tab that writes all the time, and loses none that died', async () => {
    const store = await storeWith(many(3));
    const commit = store.commit.bind(store);
    let left = 10;
    store.commit = async (writes, guard) => {
      if (left-- > 0) await append({ head: () => store.head(), commit } as Store, [{}]);
      return commit(writes, guard);
    };
    await settle(store, { tried: [1] });
    expect([(await store.get('outbox', 1))?.attempts, left]).toEqual([0, 7]);
    await settle(store, { dead: new Map([[2, 'event.invalid']]), tried: [3] });
    expect([await deadLetters(store), left]).toEqual([{ evt_2: 'event.invalid' }, -1]);
  });

  it('costs no transaction when there is nothing to write', async () => {
    const store = new MemoryStore();
    store.commit = () => Promise.reject(new Error('nothing to write'));
    await settle(store, {});
    await settle(store, { dead: new Map([[7, 'event.invalid']]), tried: [8] });
  });
});

it('the outbox is read page by page, in order and without gaps', async () => {
  const store = await storeWith(many(2_001));
  const seqs: number[] = [];
  for await (const { seq } of outboxRows(store)) seqs.push(seq);
  expect(seqs).toEqual(Array.from({ length: 2_001 }, (_, i) => i + 1));
});
