import { describe, expect, it } from 'vitest';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { OrgMemory } from '../../worker/org-memory.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import { ORG_TABLES } from '../../worker/store/schema.ts';
import type { Store } from '../../worker/store/store.ts';

const now = '2026-05-10T00:00:00.000Z';

/** A store whose answers take a little, each another while: what runs side by side interleaves. */
function jittery(store: Store, random: () => number): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        await new Promise((resolve) => setTimeout(resolve, random() * 4));
        return (value as (...given: unknown[]) => unknown).apply(target, args);
      };
    },
  });
}

describe('the org memory', () => {
  it('loses no document when two writers and a reader work at once', async () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
    const store = new MemoryStore({ tables: ORG_TABLES });
    const slow = jittery(store, random);
    const [one, two] = [new OrgMemory(new VectorArena()), new OrgMemory(new VectorArena())];
    await Promise.all(
      Array.from({ length: 12 }, async (_, n) => {
        const writer = n % 2 ? one : two;
        await Promise.all([
          writer.create(slow, { name: 'kb', documents: [{ id: `d${n}`, text: `Document number ${n}.` }] }, now),
          one.catchUp(slow),
          two.catchUp(slow),
        ]);
      }),
    );
    await Promise.all([one.catchUp(slow), two.catchUp(slow)]);
    expect([one.chunks.size, two.chunks.size]).toEqual([12, 12]);
    expect((await one.list(store)).indexes).toEqual([expect.objectContaining({ name: 'kb', version: 12, chunkCount: 12 })]);
  });

  it('keeps apart documents of one id in two indexes', async () => {
    const store = new MemoryStore({ tables: ORG_TABLES });
    const org = new OrgMemory(new VectorArena());
    await org.create(store, { name: 'a', documents: [{ id: 'd', text: 'In the first.' }] }, now);
    await org.create(store, { name: 'b', documents: [{ id: 'd', text: 'In the second.' }] }, now);
    expect(org.chunks.size).toBe(2);
    expect((await org.list(store)).indexes.map(({ chunkCount }) => chunkCount)).toEqual([1, 1]);
  });

  it('takes the last of two documents that come with one id', async () => {
    const store = new MemoryStore({ tables: ORG_TABLES });
    const org = new OrgMemory(new VectorArena());
    const { chunkCount } = await org.create(
      store,
      {
        name: 'a',
        documents: [
          { id: 'd', text: 'Old.' },
          { id: 'd', text: 'New.' },
        ],
      },
      now,
    );
    expect(chunkCount).toBe(1);
    expect(await store.scan('chunks')).toEqual([expect.objectContaining({ text: 'New.' })]);
  });
});
