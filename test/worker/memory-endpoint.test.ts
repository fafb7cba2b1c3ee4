import { afterEach, expect, it, vi } from 'vitest';
import type { MemoryEndpoint, PageEndpoint } from '../../src/contract/protocol.ts';
import { createMemoryEndpoint } from '../../worker/memory-endpoint.ts';

const page: PageEndpoint = {
  bearer: () => Promise.reject(new Error('none')),
  parting: () => undefined,
  synced: () => undefined,
  lock: () => Promise.reject(new Error('none')),
  letGo: () => undefined,
  extract: async () => [],
  unlock: async () => ({ key: { kind: 'device' }, former: [] }),
};
const [ANA, BEN] = [1, 2];
const import3000 = (word: string) => JSON.stringify({ items: Array.from({ length: 3000 }, (_, i) => ({ text: `${word} number ${i}` })) });

let endpoint: MemoryEndpoint;
afterEach(() => Promise.all([ANA, BEN].map((runtime) => endpoint.close(runtime))));

it('ends the call that is meant, though another runtime of the page has one of the same number', async () => {
  endpoint = createMemoryEndpoint();
  for (const [runtime, userId] of [
    [ANA, 'ana'],
    [BEN, 'ben'],
  ] as const)
    expect(await endpoint.open(runtime, { identity: { workspaceId: 'w', userId }, storage: 'memory', cloud: null, embeddings: false }, page)).toMatchObject({
      ok: true,
    });
  const spared = endpoint.call(7, ANA, 'importMemory', import3000('stamp'), null);
  endpoint.cancel(7, BEN);
  expect(await spared).toMatchObject({ ok: true });
  const ended = endpoint.call(8, ANA, 'importMemory', import3000('coin'), null);
  await endpoint.call(8, BEN, 'health', 'null', null);
  endpoint.cancel(8, ANA);
  expect(await ended).toMatchObject({ ok: false, error: { name: 'AbortError' } });
});

it('takes facts with the extractor of the page that opened the runtime, and with the grammar where it has none', async () => {
  endpoint = createMemoryEndpoint();
  const sails = { matchKey: 'user.activity.sailing', text: 'User sails.', ends: false };
  const options = { storage: 'memory', cloud: null, embeddings: false } as const;
  await endpoint.open(ANA, { ...options, identity: { workspaceId: 'w', userId: 'ana' }, extractor: true }, { ...page, extract: async () => [sails] });
  await endpoint.open(BEN, { ...options, identity: { workspaceId: 'w', userId: 'ben' } }, page);
  const profiles: string[] = [];
  for (const [runtime, userId] of [
    [ANA, 'ana'],
    [BEN, 'ben'],
  ] as const) {
    const call = (method: 'startSession' | 'afterTurn' | 'searchMemory', request: object) => endpoint.call(1, runtime, method, JSON.stringify(request), null);
    await call('startSession', { sessionId: 's', workspaceId: 'w', userId, mode: 'default', metadata: {} });
    await call('afterTurn', { sessionId: 's', turnId: 't', userText: 'I live in Goa.', assistantText: '', toolCalls: [], metadata: {} });
    // what finds them may still be loading, and they follow their turn then
    const profile = await vi.waitFor(async () => {
      const found = await call('searchMemory', { sessionId: 's', query: 'who is it', includeSources: true, timeoutMs: 250, lanes: ['profile'] });
      const { contextText } = JSON.parse(found.ok ? found.value : '{}') as { contextText?: string };
      expect(contextText).toContain('User');
      return contextText;
    });
    profiles.push(profile ?? '');
  }
  expect(profiles[0]).toContain('sails');
  expect(profiles[0]).not.toContain('Goa');
  expect(profiles[1]).toContain('lives in Goa');
});
