import { describe, expect, it } from 'vitest';
import type { ChunkEmbedder } from '../../src/cloud/embed-chunks.ts';
import { MemoryCloudStore } from '../../src/cloud/memory-cloud-store.ts';
import { OrgMemory } from '../../worker/org-memory.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import { MemoryStore } from '../../worker/store/memory.ts';
import { ORG_TABLES } from '../../worker/store/schema.ts';
import { testCloud } from './harness.ts';

const DOCUMENTS = [
  { id: 'returns', text: 'Returns within 30 days.' },
  { id: 'long', text: 'A sentence of some words. '.repeat(100) },
  { id: 'odd:3', text: '  \n\n ' },
  { id: '🙂', text: '字'.repeat(2500) },
];

/** Vectors that only depend on the text; `fail` makes the next call fail. */
function fakeModel(stamp = 'model-1'): ChunkEmbedder & { fail: boolean; seen: string[]; stamp: string } {
  return {
    fail: false,
    seen: [],
    stamp,
    async ready() {
      return { name: 'fake', dimension: 2, stamp: this.stamp, backend: 'none' };
    },
    async embed(texts) {
      if (this.fail) throw new Error('no model');
      this.seen.push(...texts);
      return texts.map((text) => Float32Array.of(1, -(text.length % 7) / 10));
    },
  };
}

/** Until what is embedded in the background has come. */
async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('org documents', () => {
  it('become the chunks that a device makes of them, under the same ids', async () => {
    const { device } = await testCloud(new MemoryCloudStore());
    const store = new MemoryStore({ tables: ORG_TABLES });
    const local = new OrgMemory(new VectorArena());
    for (const documents of [
      DOCUMENTS,
      DOCUMENTS.slice(0, 1),
      [
        { id: 'long', text: 'Short now.' },
        { id: 'long', text: 'Shorter.' },
      ],
    ]) {
      const answer = await device.createIndex('kb', documents);
      expect(answer).toEqual(await local.create(store, { name: 'kb', documents }, '2026-03-01T10:00:00.000Z'));
    }
    const rows = [...local.all()];
    const { chunks } = await device.pullAll();
    expect(Object.fromEntries([...chunks].map(([id, { text, position, docId }]) => [id, { text, position, docId }]))).toEqual(
      Object.fromEntries(rows.map(({ id, text, position, docId }) => [id, { text, position, docId }])),
    );
    const listed: unknown = await (await device.call('GET', '/v1/voice-sdk/index/list')).json();
    expect(listed).toEqual(await local.list(store));
  });

  it('come without a vector, and once more when they have one', async () => {
    const model = fakeModel();
    const { device, cloud } = await testCloud(new MemoryCloudStore(), { embed: model });
    await device.createIndex('kb', DOCUMENTS.slice(0, 2));
    const held = await device.pullAll();
    await until(async () => [...(await device.pullAll(held)).chunks.values()].every(({ vector }) => vector));
    expect([...held.chunks.values()].map(({ vector }) => vector?.stamp)).toEqual(['model-1', 'model-1', 'model-1', 'model-1']);
    const { text, vector } = held.chunks.get('["kb","returns",0]')!;
    const bytes = Int8Array.from(atob(vector!.data), (character) => character.charCodeAt(0));
    expect([vector!.dimension, bytes.length, bytes[0]! * vector!.scale]).toEqual([2, 2, 1]);
    expect(bytes[1]! * vector!.scale).toBeCloseTo(-(text.length % 7) / 10, 2);
    const seen = model.seen.length;
    await device.createIndex('kb', DOCUMENTS.slice(0, 1));
    await device.pullAll(held);
    expect([model.seen.length, held.chunks.get('["kb","returns",0]')?.vector]).toEqual([seen, vector]);
    await cloud.close();
  });

  it('are embedded later when the model failed, and again by another model', async () => {
    const store = new MemoryCloudStore();
    const model = fakeModel();
    model.fail = true;
    const faults: string[] = [];
    const { device, cloud } = await testCloud(store, { embed: model, onFault: (what) => faults.push(what) });
    await device.createIndex('kb', DOCUMENTS.slice(0, 1));
    await until(async () => faults.length > 0);
    expect([...(await device.pullAll()).chunks.values()].map(({ vector }) => vector)).toEqual([undefined]);
    model.fail = false;
    await until(async () => [...(await device.pullAll()).chunks.values()].every(({ vector }) => vector));
    await cloud.close();
    const next = await testCloud(store, { embed: fakeModel('model-2') });
    await until(async () => [...(await next.device.pullAll()).chunks.values()].every(({ vector }) => vector?.stamp === 'model-2'));
    await next.cloud.close();
  });
});
