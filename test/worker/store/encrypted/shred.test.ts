import { describe, expect, it } from 'vitest';
import { webCipher, type CipherOf } from '../../../../worker/store/encrypted/data-key.ts';
import { openEncrypted } from '../../../../worker/store/encrypted/open-encrypted.ts';
import { MemoryStore, type MemoryRows } from '../../../../worker/store/memory.ts';
import { SEALED_USER_TABLES } from '../../../../worker/store/schema.ts';
import type { Store } from '../../../../worker/store/store.ts';
import { readPost } from '../../../../worker/sync/letters.ts';
import { event, fact, meta, put, remove, SAMPLES, segment } from '../rows.ts';
import { bySecret, IDENTITY } from './unlocks.ts';

const incidents: string[] = [];
const open = async (rows: MemoryRows, word = 'a'): Promise<Store> =>
  openEncrypted({
    store: new MemoryStore({ tables: SEALED_USER_TABLES, rows }),
    identity: IDENTITY,
    source: await bySecret(word),
    onIncident: (what) => incidents.push(what),
  });

const tombstone = put('events', event(2, { kind: 'tombstone', sessionId: '', payload: { scope: 'user', memoryIds: [], sessionIds: [] } }));
const forgetting = [remove('events', 1), remove('memories', 'f1'), tombstone];

/** A store in which a user said something, and another tab's view of it. */
async function twoTabs(): Promise<{ rows: MemoryRows; mine: Store; theirs: Store }> {
  const rows: MemoryRows = {};
  const mine = await open(rows);
  await mine.commit([put('events', event(1)), put('memories', fact('f1', 1)), put('meta', meta('kept', 'still')), put('segments', segment('s1'))], {
    head: { expected: 0, next: 1 },
  });
  return { rows, mine, theirs: await open(rows) };
}

describe('a user who is forgotten', () => {
  it('leaves rows behind that open no more, and what stays is sealed with another key', async () => {
    const { rows, mine, theirs } = await twoTabs();
    const before = structuredClone(rows);
    const key = JSON.stringify(before.keys?.get('current'));
    expect(await mine.commit(forgetting, { head: { expected: 1, next: 2 } })).toEqual({ status: 'committed' });
    expect(JSON.stringify(rows.keys?.get('current'))).not.toBe(key);
    expect(await mine.get('meta', 'kept')).toEqual(meta('kept', 'still'));
    expect(await mine.scan('segments')).toEqual([]);
    rows.memories?.set('f1', before.memories!.get('f1')!);
    const again = await open(rows);
    for (const store of [theirs, again]) expect(await store.get('meta', 'kept')).toEqual(meta('kept', 'still'));
    for (const store of [mine, theirs, again]) expect(await store.get('memories', 'f1')).not.toHaveProperty('text');
    expect(incidents.at(-1)).toBe('1 encrypted rows of memories were altered or sealed with another key');
  });

  it('has the rows that stay read, and none of those that go', async () => {
    const { rows } = await twoTabs();
    let read = 0;
    const counting: CipherOf = (key) => {
      const cipher = webCipher(key);
      return { ...cipher, decrypt: (...given) => (read++, cipher.decrypt(...given)) };
    };
    const store = new MemoryStore({ tables: SEALED_USER_TABLES, rows });
    const mine = await openEncrypted({ store, identity: IDENTITY, source: await bySecret('a'), cipherOf: counting, onIncident: () => undefined });
    await mine.commit(forgetting, { head: { expected: 1, next: 2 } });
    expect(read).toBe(1);
    expect(await mine.get('meta', 'kept')).toEqual(meta('kept', 'still'));
  });

  it('keeps the key when the commit is refused', async () => {
    const { mine, theirs } = await twoTabs();
    expect(await mine.commit(forgetting, { head: { expected: 0, next: 1 } })).toEqual({ status: 'conflict', head: 1 });
    expect([await theirs.get('memories', 'f1'), await mine.get('memories', 'f1')]).toEqual([fact('f1', 1), fact('f1', 1)]);
  });

  it('is known to another tab before it writes: nothing is sealed with a key that is no more', async () => {
    const { rows, mine, theirs } = await twoTabs();
    await mine.commit(forgetting, { head: { expected: 1, next: 2 } });
    // one that looks at no head, and one whose head has moved
    expect(await theirs.commit([put('meta', meta('state', 'new'))])).toEqual({ status: 'committed' });
    expect(await theirs.commit([put('events', event(2))], { head: { expected: 1, next: 2 } })).toEqual({ status: 'conflict', head: 2 });
    expect(await theirs.commit([put('events', event(3)), put('turns', SAMPLES.turns)], { head: { expected: 2, next: 3 } })).toEqual({ status: 'committed' });
    const again = await open(rows);
    expect([await again.get('meta', 'state'), await again.get('events', 3)]).toEqual([meta('state', 'new'), event(3)]);
    expect(await mine.get('events', 3)).toEqual(event(3));
  });
});

it('a secret that was changed elsewhere is not put back by a tab that has the former one, not even when it forgets the user', async () => {
  const { rows, mine } = await twoTabs();
  const [next, former] = await Promise.all(['b', 'a'].map(async (word) => (await (await bySecret(word)).read(false)).key));
  const store = new MemoryStore({ tables: SEALED_USER_TABLES, rows });
  const source = { read: async () => ({ key: next!, former: [former!] }) };
  await openEncrypted({ store, identity: IDENTITY, source, onIncident: () => undefined });
  await expect(open(rows, 'a')).rejects.toMatchObject({ name: 'StoreKeyError' });
  await expect(mine.commit(forgetting, { head: { expected: 1, next: 2 } })).rejects.toMatchObject({ name: 'StoreKeyError' });
  expect(await (await open(rows, 'b')).get('memories', 'f1')).toEqual(fact('f1', 1));
});

it('an event that does not open is put aside and never sent', async () => {
  const { rows, mine } = await twoTabs();
  await mine.commit([put('outbox', { ...SAMPLES.outbox, seq: 1 })]);
  rows.events!.set(1, { ...rows.events!.get(1)!, sessionId: 'another' });
  expect(await readPost(mine, [{ ...SAMPLES.outbox, seq: 1 }])).toMatchObject({ letters: [], gone: [], unreadable: [1] });
});
