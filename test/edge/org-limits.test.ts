import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OrgMemory } from '../../worker/org-memory.ts';
import { countPassage, HybridIndex } from '../../worker/search/hybrid.ts';
import { ORG } from '../../worker/search/recipes.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { quantize } from '../../worker/search/vectors/quantize.ts';
import { Segments } from '../../worker/segments/segments.ts';
import { ORG_TABLES } from '../../worker/store/schema.ts';
import { applyOrg } from '../../worker/sync/apply-org.ts';
import { passage } from '../worker/search/passages.ts';
import { randomVector } from '../worker/search/vector-cases.ts';
import { openRemoteStore } from './remote-store.ts';
import { talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd();
});
afterAll(() => workerd.close());

const nothing = (): void => undefined;

describe('what is more than a call between objects brings', () => {
  it('is written in pieces and at once, and read by everybody', async () => {
    const someone = () => talk(workerd, { workspaceId: 'ws_heavy', userId: `user-${crypto.randomUUID()}` });
    const [ada, ben] = [someone(), someone()];
    await ada.start();
    // each of a thousand chunks carries both
    const metadata = { note: 'm'.repeat(16_000) };
    const documents = Array.from({ length: 100 }, (_, n) => ({
      id: `d${n}`,
      text: Array.from({ length: 11 }, (_part, part) => `Shelf ${n} has part ${n}x${part}. `.padEnd(890, 'o')).join('\n\n'),
      metadata: { more: 'n'.repeat(16_000) },
    }));
    const created = (await ada.call('/v1/voice-sdk/index/create', { name: 'kb', documents, metadata })) as { chunkCount: number };
    expect(created.chunkCount * 32_000).toBeGreaterThan(32 * 1024 * 1024);
    expect(await ada.call('/test/orgs')).toMatchObject({ pieces: Math.ceil((created.chunkCount * 33_000) / 8_000_000) });
    await ben.start();
    expect((await ben.stats()).counts.org).toBe(created.chunkCount);
    expect((await ben.ask('part 99x10')).org[0]?.text).toContain('99x10');
    expect(((await ben.call('/v1/voice-sdk/index/list')) as { indexes: object[] }).indexes).toEqual([expect.objectContaining({ version: 1 })]);
  });
});

describe('rows of two megabytes at most', () => {
  const DIMENSION = 4_096;
  const kept = Array.from({ length: 700 }, (_, n) => {
    const made = passage(`p${n}`, `Passage number ${n} of them all.`);
    return { passage: made, counted: countPassage(made), vector: quantize(randomVector(DIMENSION, n)) };
  });

  it('hold the segments of a model of many dimensions, kept together or packed', async () => {
    const name = crypto.randomUUID();
    const segments = new Segments(await openRemoteStore(workerd, name, ORG_TABLES), nothing);
    await segments.keep('wide', DIMENSION, kept.slice(0, 636));
    for (let from = 636; from < 700; from += 2) await segments.keep('wide', DIMENSION, kept.slice(from, from + 2));
    expect(segments.crowded).toBe(true);
    await segments.pack(() => true);
    expect(segments.crowded).toBe(false);
    const store = await openRemoteStore(workerd, name, ORG_TABLES);
    const sizes = (await store.scan('segments')).map(({ bytes }) => bytes.byteLength);
    expect([sizes.length, Math.max(...sizes) < 2_000_000]).toEqual([3, true]);
    const again = new Segments(store, nothing);
    await again.open();
    const index = new HybridIndex(ORG, new VectorArena());
    for (const each of kept) index.add(each.passage, again.counted(each.passage));
    await again.giveVectors('wide', DIMENSION, [index]);
    expect(index.unembedded).toBe(0);
    expect(kept.every((each) => index.vectorOf(each.passage.id)!.data.every((value, i) => value === each.vector.data[i]))).toBe(true);
  });

  it('hold the chunks of a page of the cloud, whatever they carry', async () => {
    const store = await openRemoteStore(workerd, crypto.randomUUID(), ORG_TABLES);
    const memory = new OrgMemory(new VectorArena());
    const segments = new Segments(store, nothing);
    const chunks = Array.from({ length: 300 }, (_, n) => {
      const [index, docId, position] = ['kb', `d${n}`, 0];
      return { id: JSON.stringify([index, docId, position]), index, docId, position, text: `Shelf ${n}.`, metadata: { note: '漢'.repeat(10_000) } };
    });
    const page = { full: false, more: false, org: { manifestVersion: 1, chunks, removed: [] } };
    const backfill = { notify: nothing, stamp: null, ready: true };
    const changed = await applyOrg(page, { store, memory, segments, backfill, announce: nothing, now: () => '2026-03-01T10:00:00.000Z' });
    expect(changed).toBe(300);
    const again = new OrgMemory(new VectorArena());
    await again.catchUp(store);
    expect(again.chunks.size).toBe(300);
    expect((await store.scan('chunks')).length).toBeLessThan(30);
  });
});
