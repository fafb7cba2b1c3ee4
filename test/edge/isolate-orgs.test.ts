import { describe, expect, it } from 'vitest';
import { IsolateOrgs, type IndexedOrg } from '../../src/edge/org/isolate-orgs.ts';
import { HeldOrg } from '../../worker/held-org.ts';
import { OrgMemory } from '../../worker/org-memory.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { MemoryStore } from '../../worker/store/memory.ts';

/** An index of one chunk of so many characters. */
async function indexOf(chars: number, metadata: Readonly<Record<string, string>> = {}): Promise<IndexedOrg> {
  const held = new HeldOrg(new VectorArena());
  const documents = [{ id: 'd', text: 'x'.repeat(chars) }];
  await new OrgMemory(held).create(new MemoryStore(), { name: 'kb', documents, metadata }, '2026-03-01T10:00:00.000Z');
  return { held, stamp: null, newest: null, kept: new WeakSet() };
}
const loadOf =
  (chars: number, loads: string[] = [], name = '') =>
  async (): Promise<IndexedOrg> => {
    loads.push(name);
    return indexOf(chars);
  };
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('the org lanes of an isolate', () => {
  it('are loaded once a project, for all that ask', async () => {
    const orgs = new IsolateOrgs();
    const loads: string[] = [];
    const [a, b, c] = await Promise.all(['one', 'one', 'two'].map((project) => orgs.of(project).get(loadOf(10, loads, project))));
    expect([a === b, a === c, loads.toSorted()]).toEqual([true, false, ['one', 'two']]);
    expect(orgs.counts).toMatchObject({ indexes: 2, chunks: 2 });
  });

  it('are let go of beyond their room, the one first that was not asked for longest', async () => {
    // three of them
    const orgs = new IsolateOrgs({ mostBytes: 9_000 });
    for (const project of ['one', 'two', 'three']) {
      await orgs.of(project).get(loadOf(900));
      await soon();
    }
    orgs.of('one').due();
    await orgs.of('four').get(loadOf(900));
    expect(['one', 'two', 'three', 'four'].map((project) => orgs.of(project).index !== null)).toEqual([true, false, true, true]);
    expect(orgs.counts.bytes).toBeLessThanOrEqual(9_000);
  });

  it('are kept while they are used, however large', async () => {
    const orgs = new IsolateOrgs({ mostBytes: 1 });
    await orgs.of('one').get(loadOf(900));
    expect(orgs.of('one').index).not.toBeNull();
    await orgs.of('two').get(loadOf(900));
    expect([orgs.of('one').index, orgs.of('two').index === null]).toEqual([null, false]);
  });

  it('take what is told of a chunk into account, as they do its text', async () => {
    const orgs = new IsolateOrgs();
    await orgs.of('one').get(() => indexOf(10, { note: 'x'.repeat(50_000) }));
    expect(orgs.counts.bytes).toBeGreaterThan(50_000);
  });

  it('are let go of when nobody has asked for a while, and loaded again when somebody does', async () => {
    const orgs = new IsolateOrgs({ keepMs: 1 });
    const loads: string[] = [];
    await orgs.of('one').get(loadOf(10, loads, 'one'));
    await soon();
    await orgs.of('two').get(loadOf(10, loads, 'two'));
    expect(orgs.of('one').index).toBeNull();
    await orgs.of('one').get(loadOf(10, loads, 'one'));
    expect(loads).toEqual(['one', 'two', 'one']);
  });

  it('are looked at by one of those that use them, now and then', async () => {
    const orgs = new IsolateOrgs({ lookEveryMs: 3 });
    await orgs.of('one').get(loadOf(10));
    expect(orgs.of('one').due()).toBe(false);
    await soon();
    expect([orgs.of('one').due(), orgs.of('one').due()]).toEqual([true, false]);
  });
});
