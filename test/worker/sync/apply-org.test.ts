import { expect, it } from 'vitest';
import { OrgMemory } from '../../../worker/org-memory.ts';
import { chunkKey } from '../../../worker/org-rows.ts';
import { VectorArena } from '../../../worker/search/vectors/arena.ts';
import { Segments } from '../../../worker/segments/segments.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { applyOrg, type OrgTarget } from '../../../worker/sync/apply-org.ts';
import type { PageChunk } from '../../../worker/sync/assert-bootstrap.ts';

const nothing = (): void => undefined;

/** The org lane of a process that begins with what is stored. */
async function begin(store: MemoryStore): Promise<OrgTarget> {
  const memory = new OrgMemory(new VectorArena());
  await memory.catchUp(store);
  const backfill = { notify: nothing, stamp: null, ready: true };
  return { store, memory, segments: new Segments(store, nothing), backfill, announce: nothing, now: () => '2026-03-01T10:00:00.000Z' };
}

const chunk = (docId: string): PageChunk => ({ id: chunkKey('kb', docId, 0), index: 'kb', docId, position: 0, text: `About ${docId}.`, metadata: {} });
const page = (more: boolean, ...chunks: PageChunk[]) => ({ full: true, more, org: { manifestVersion: 3, chunks, removed: [] } });
const listed = async ({ store, memory }: OrgTarget) => (await memory.list(store)).indexes.map(({ name, chunkCount, version }) => [name, chunkCount, version]);

it('counts the chunks of an index when the last page of a pull has come, also where another process took those before', async () => {
  const store = new MemoryStore();
  const first = await begin(store);
  expect(await applyOrg(page(true, chunk('a'), chunk('b')), first)).toBe(2);
  expect(await applyOrg(page(true, chunk('c')), first)).toBe(1);
  expect(await listed(first)).toEqual([]);
  const later = await begin(store);
  expect(await applyOrg(page(false), later)).toBe(0);
  expect(await listed(later)).toEqual([['kb', 3, 3]]);
});

it('refuses a page that is older than one that was taken, while the pull of that goes on too', async () => {
  const target = await begin(new MemoryStore());
  await applyOrg(page(true, chunk('a')), target);
  expect(await applyOrg({ full: true, more: true, org: { manifestVersion: 2, chunks: [chunk('b')], removed: [] } }, target)).toBeNull();
});
