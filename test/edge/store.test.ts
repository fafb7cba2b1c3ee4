import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ORG_TABLES, USER_TABLES } from '../../worker/store/schema.ts';
import { fact, put, segment } from '../worker/store/rows.ts';
import { sharedStoreCases } from '../worker/store/shared-store.cases.ts';
import { storeCases } from '../worker/store/store.cases.ts';
import { openRemoteStore } from './remote-store.ts';
import { startWorkerd, TOKEN, type Workerd } from './workerd.ts';

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd();
});
afterAll(() => workerd.close());

storeCases('SQLite in a Durable Object', async (tables) => {
  const name = crypto.randomUUID();
  const store = await openRemoteStore(workerd, name, tables);
  return { store, reopen: () => openRemoteStore(workerd, name, tables), dispose: () => store.close() };
});

sharedStoreCases('SQLite in a Durable Object', async (tables) => {
  const name = crypto.randomUUID();
  const [first, second] = await Promise.all([openRemoteStore(workerd, name, tables), openRemoteStore(workerd, name, tables)]);
  return { first, second, dispose: async () => void (await Promise.all([first.close(), second.close()])) };
});

describe('limits of the platform', () => {
  it('take a row of nearly 2 MB, and refuse a longer one whole, with what to do', async () => {
    const store = await openRemoteStore(workerd, crypto.randomUUID(), USER_TABLES);
    const text = 'x'.repeat(1_990_000);
    await store.commit([put('memories', fact('long', 1, { text }))]);
    expect((await store.get('memories', 'long'))?.kind).toBe('fact');
    const refused = store.commit([put('memories', fact('before', 2)), put('memories', fact('longer', 3, { text: `${text}${'y'.repeat(200_000)}` }))]);
    await expect(refused).rejects.toThrow('Send less at a time');
    expect(await store.count('memories')).toBe(1);
    await store.commit([put('segments', segment('bytes', new Uint8Array(1_500_000).fill(7)))]);
    expect((await store.get('segments', 'bytes'))?.bytes).toHaveLength(1_500_000);
  });

  it('count bytes and not characters, of all that is in the row', async () => {
    const store = await openRemoteStore(workerd, crypto.randomUUID(), USER_TABLES);
    // the id is stored twice
    const row = (characters: number) => put('segments', segment('字'.repeat(characters), new Uint8Array(800_000)));
    await expect(store.commit([row(210_000)])).rejects.toThrow('Send less at a time');
    expect(await store.commit([row(190_000)])).toEqual({ status: 'committed' });
  });

  it('of parameters are far from what any row needs', async () => {
    const store = await openRemoteStore(workerd, crypto.randomUUID(), ORG_TABLES);
    const rows = Array.from({ length: 500 }, (_, n) => put('meta', { id: `m${n}`, value: n }));
    expect(await store.commit(rows)).toEqual({ status: 'committed' });
    expect(await store.count('meta')).toBe(500);
  });
});

// all of them take as long as those above once more
if (process.env['VITE_STORE_CASES'] === 'whole')
  storeCases('SQLite in a Durable Object, encrypted,', async (tables) => {
    const name = crypto.randomUUID();
    const store = await openRemoteStore(workerd, name, tables, 'a');
    return { store, reopen: () => openRemoteStore(workerd, name, tables, 'a'), dispose: () => store.close() };
  });

sharedStoreCases('SQLite in a Durable Object, encrypted,', async (tables) => {
  const name = crypto.randomUUID();
  const [first, second] = await Promise.all([openRemoteStore(workerd, name, tables, 'a'), openRemoteStore(workerd, name, tables, 'a')]);
  return { first, second, dispose: async () => void (await Promise.all([first.close(), second.close()])) };
});

describe('an object with a secret', () => {
  const call = async (userId: string, path: string, body?: object): Promise<string> => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'x-project-id': 'ws_1', 'x-user-id': userId, 'content-type': 'application/json' };
    const response = await fetch(`${workerd.url}${path}`, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
    return response.text();
  };
  const talk = async (userId: string): Promise<void> => {
    await call(userId, '/v1/runtime/session/start', { sessionId: 's', workspaceId: 'ws_1', userId });
    await call(userId, '/v1/runtime/turn/after', { sessionId: 's', turnId: 't1', userText: 'My boat is called Kestrelquill.', assistantText: 'Marmalade.' });
  };

  it.each([
    ['sealed-anna', false],
    ['ben', true],
  ])('stores words that can be read for nobody but users without one: %s', async (userId, readable) => {
    await talk(userId);
    expect((await call(userId, '/test/rows')).includes('Kestrelquill')).toBe(readable);
    await call(userId, '/test/evict');
    expect(await call(userId, '/v1/runtime/search_memory', { sessionId: 's', query: 'what is the boat called', timeoutMs: 5_000 })).toContain('Kestrelquill');
  });
});
