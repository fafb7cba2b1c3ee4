import { afterEach, expect, it } from 'vitest';
import type { MemoryEndpoint, PageEndpoint } from '../../src/contract/protocol.ts';
import { createMemoryEndpoint } from '../../worker/memory-endpoint.ts';

const page: PageEndpoint = {
  bearer: () => Promise.reject(new Error('none')),
  parting: () => undefined,
  synced: () => undefined,
  lock: () => Promise.reject(new Error('none')),
  letGo: () => undefined,
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
