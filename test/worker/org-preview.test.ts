import { getEventListeners } from 'node:events';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OrgMemory, removedRow } from '../../worker/org-memory.ts';
import { chunkPassage } from '../../worker/org-passage.ts';
import { chunkKey } from '../../worker/org-rows.ts';
import { countPassage } from '../../worker/search/hybrid.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { Segments } from '../../worker/segments/segments.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import type { ChunkRow } from '../../worker/store/schema.ts';
import { StoreOrgLane } from '../../worker/store-org-lane.ts';
import { analyse, type QueryEmbedding } from '../../worker/search/query.ts';
import { query } from './search/passages.ts';

const now = '2026-03-01T10:00:00.000Z';
const never = new AbortController().signal;
const segmentsOf = (store: MemoryStore): Segments => new Segments(store, () => undefined);
const row = (docId: string, text: string, position = 0): ChunkRow => ({
  id: chunkKey('kb', docId, position),
  seq: 0,
  index: 'kb',
  docId,
  position,
  text,
  metadata: { of: docId },
  removed: false,
});

/** Writes a page as the cloud tells it: its chunks in one row, their terms in a segment. */
async function tell(store: MemoryStore, chunks: readonly ChunkRow[], { terms = true } = {}): Promise<void> {
  const memory = new OrgMemory(new VectorArena());
  await memory.write(store, { packed: true, make: (seq) => chunks.map((chunk) => ({ ...chunk, seq, told: seq })) });
  const segments = segmentsOf(store);
  // numbers go on where they ended
  await segments.open();
  const kept = chunks.map((chunk) => ({ passage: chunkPassage(chunk), counted: countPassage(chunkPassage(chunk)), vector: null }));
  if (terms) await segments.keep(null, 0, kept);
}

async function open(store: MemoryStore): Promise<{ readonly memory: OrgMemory; readonly built: Promise<void> }> {
  const segments = segmentsOf(store);
  const memory = new OrgMemory(new VectorArena(), (passage) => segments.counted(passage));
  return { memory, ...(await memory.open(store, segments, never)) };
}

const WORDS = ['boiler', 'permit', 'garden', 'invoice', 'quarter', 'Anna', 'late', 'keys', 'train', 'soup'];
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));

describe('the org lane before its index is built', () => {
  it('finds by words what the index finds, with the same scores', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(text, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 5 }), text, async (pages, asked) => {
        const store = new MemoryStore();
        for (const [page, texts] of pages.entries())
          await tell(
            store,
            texts.map((said, i) => row(`d${page}-${i % 3}`, said, i)),
          );
        const { memory, built } = await open(store);
        const [size, version] = [memory.size, memory.version];
        expect(memory.chunks.size).toBe(0);
        const before = await memory.rank(query(asked));
        const chunks = before.passages.map(({ passage }) => memory.chunk(passage.item));
        await built;
        const after = await memory.rank(query(asked));
        expect(before).toEqual(after);
        expect(chunks).toEqual(after.passages.map(({ passage }) => memory.chunk(passage.item)));
        expect([size, version]).toEqual([memory.chunks.size, memory.head]);
      }),
      { numRuns: 30 },
    );
  });

  it('says that it went by words alone while a model is to come, and not where there is none', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key')]);
    const { memory } = await open(store);
    expect((await memory.rank(query('boiler', { vector: null, reason: 'loading' }))).dense).toBe(false);
    expect((await memory.rank(query('boiler', { vector: null, reason: 'off' }))).dense).toBe(true);
  });

  it('shows nothing that was removed or reads otherwise now, though its old terms are stored', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key'), row('b', 'the boiler is old'), row('c', 'soup')]);
    const memory = new OrgMemory(new VectorArena());
    await memory.write(store, { make: (seq) => [removedRow(row('a', ''), seq), { ...row('b', 'the stove is new'), seq }] });
    const { memory: later } = await open(store);
    expect(later.chunks.size).toBe(0);
    expect((await later.rank(query('boiler'))).passages).toEqual([]);
  });

  it('shows a chunk once whose terms are stored twice', async () => {
    const store = new MemoryStore();
    const chunks = [row('a', 'the boiler room key'), row('b', 'soup')];
    await tell(store, chunks);
    const segments = segmentsOf(store);
    await segments.open();
    const kept = chunks.map((chunk) => ({ passage: chunkPassage(chunk), counted: countPassage(chunkPassage(chunk)), vector: null }));
    await segments.keep(null, 0, kept);
    const { memory } = await open(store);
    expect((await memory.rank(query('boiler'))).passages.map(({ passage }) => passage.item)).toEqual([chunks[0]!.id]);
  });

  it('is not there where the terms of some chunks are not stored: the index comes first', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key')]);
    await tell(store, [row('b', 'the permit')], { terms: false });
    const { memory } = await open(store);
    expect(memory.chunks.size).toBe(2);
    expect((await memory.rank(query('permit'))).passages).toHaveLength(1);
  });

  it('lets what changes the lane, and what lists it, wait for the index', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key')]);
    const { memory } = await open(store);
    await memory.create(store, { name: 'kb', documents: [{ id: 'b', text: 'the permit' }] }, now);
    expect([...memory.all()].map(({ docId }) => docId)).toEqual(['a', 'b']);
  });

  it('is not there for a chunk of which nothing is stored, though others are stored twice', async () => {
    const store = new MemoryStore();
    const told = [row('a', 'the boiler room key')];
    await tell(store, told);
    const segments = segmentsOf(store);
    await segments.open();
    await segments.keep(
      null,
      0,
      told.map((chunk) => ({ passage: chunkPassage(chunk), counted: countPassage(chunkPassage(chunk)), vector: null })),
    );
    await tell(store, [row('b', 'the permit')], { terms: false });
    const { memory } = await open(store);
    expect((await memory.rank(query('permit'))).passages).toHaveLength(1);
  });

  it('shows nothing that was replaced while it waited for the embedding', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key')]);
    const { memory } = await open(store);
    let give = (_embedding: QueryEmbedding): void => undefined;
    const ranking = memory.rank(analyse('boiler key', new Promise((resolve) => (give = resolve))));
    await memory.create(store, { name: 'kb', documents: [{ id: 'a', text: 'the key is lost' }] }, now);
    give({ vector: null, reason: 'late' });
    expect((await ranking).passages.map(({ passage }) => passage.text)).toEqual(['the key is lost']);
  });

  it('is over once the index holds all, also where building it failed at first', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key')]);
    let failures = 0;
    const memory = new OrgMemory(new VectorArena(), () => {
      if (failures++ === 0) throw new Error('out of memory');
      return undefined;
    });
    const { built } = await memory.open(store, segmentsOf(store), never);
    await expect(built).rejects.toThrow('out of memory');
    await memory.create(store, { name: 'kb', documents: [{ id: 'a', text: 'the stove is new' }] }, now);
    expect((await memory.rank(query('boiler'))).passages).toEqual([]);
    expect((await memory.rank(query('stove'))).passages).toHaveLength(1);
  });

  it('leaves no listener at what may close the lane much later', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key')]);
    const { signal } = new AbortController();
    const segments = segmentsOf(store);
    const memory = new OrgMemory(new VectorArena(), (passage) => segments.counted(passage));
    const { built } = await memory.open(store, segments, signal);
    await built;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('keeps nobody waiting for the index who asks after what another process wrote', async () => {
    class Shared extends MemoryStore {
      changed = true;
      changedElsewhere(): boolean {
        const { changed } = this;
        this.changed = false;
        return changed;
      }
    }
    const store = new Shared();
    await tell(store, [row('a', 'the boiler room key')]);
    const lane = await StoreOrgLane.open({ workspaceId: 'ws', store, arena: new VectorArena(), embedder: null, onIncident: () => undefined });
    const other = new OrgMemory(new VectorArena());
    await other.create(store, { name: 'kb', documents: [{ id: 'b', text: 'the permit' }] }, now);
    await lane.catchUp();
    expect(lane.memory.chunks.size).toBe(0);
    await lane.list();
    await lane.catchUp();
    expect(lane.memory.chunks.size).toBe(2);
    await lane.close();
  });

  it('may be closed at once, and tells of no fault then', async () => {
    const store = new MemoryStore();
    await tell(store, [row('a', 'the boiler room key')]);
    const incidents: string[] = [];
    const lane = await StoreOrgLane.open({ workspaceId: 'ws', store, arena: new VectorArena(), embedder: null, onIncident: (what) => incidents.push(what) });
    expect([lane.size, lane.memory.chunks.size]).toEqual([1, 0]);
    await lane.close();
    expect([incidents, lane.memory.chunks.size]).toEqual([[], 0]);
  });
});
