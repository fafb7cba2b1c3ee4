import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubModel } from '../../src/contract/protocol.ts';
import { loadNodeModel } from '../../src/node/embed-model.ts';
import { EmbedderHost } from '../../worker/embed/host.ts';
import { LinkedEmbedder } from '../../worker/embed/link.ts';
import { localEmbedder } from '../support/local-embedder.ts';
import { findWeights, installTransformers } from './install.ts';
import { serveHub, type HubServer } from './server.ts';

const SENTENCES = ['where does the user live', 'Our physician prescribed antibiotics.', 'I moved to Lisbon last spring and work as a nurse.', 'tea'];
const cosine = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe('a model of the hub, in Node', () => {
  let hub: HubServer;
  let cacheDir: string;
  let transformersUrl: string;
  beforeAll(async () => {
    transformersUrl = pathToFileURL(join(await installTransformers(), 'dist', 'transformers.node.mjs')).href;
    hub = await serveHub(await findWeights());
    cacheDir = await mkdtemp(join(tmpdir(), 'memoair-hub-cache-'));
  }, 120_000);
  afterAll(async () => {
    hub?.close();
    await rm(cacheDir, { recursive: true, force: true });
  });

  const hosts: EmbedderHost[] = [];
  const embedder = (model: HubModel, options: { transformersUrl?: string | undefined } = { transformersUrl }): LinkedEmbedder => {
    const host = new EmbedderHost({
      load: (onProgress, signal) => loadNodeModel({ model: { host: hub.url, ...model }, cacheDir, ...options }, onProgress, signal),
    });
    hosts.push(host);
    return new LinkedEmbedder(host.line());
  };
  afterAll(() => Promise.all(hosts.map((host) => host.close())));

  it('gives the vectors that the default model gives of the same weights', async () => {
    const hubs = embedder({ id: 'Xenova/all-MiniLM-L6-v2' });
    const info = await hubs.ready();
    expect(info).toMatchObject({ name: 'Xenova/all-MiniLM-L6-v2', dimension: 384, backend: 'wasm' });
    expect(info.stamp).toMatch(/^hub:\["Xenova\/all-MiniLM-L6-v2","main","q8","mean","","",512,"[0-9a-f]{16}"\]:384$/);
    for (const priority of ['query', 'document'] as const) {
      const [ours, theirs] = await Promise.all([localEmbedder().embed(SENTENCES, { priority }), hubs.embed(SENTENCES, { priority })]);
      ours.forEach((vector, i) => expect(cosine(vector, theirs[i]!)).toBeGreaterThan(0.98));
      theirs.forEach((vector) => expect(Math.hypot(...vector)).toBeCloseTo(1, 4));
    }
  });

  it('is used as its card says: pooling, window, and a prefix for queries and one for documents', async () => {
    const carded = embedder({ id: 'someone/with-a-card' });
    const bare = embedder({ id: 'someone/with-a-card', queryPrefix: '', documentPrefix: '' });
    expect((await carded.ready()).stamp).toContain('"q8","cls","find: ","text: ",128');
    const [query] = await carded.embed(['tea'], { priority: 'query' });
    const [document] = await carded.embed(['tea'], { priority: 'document' });
    const [asQuery, asDocument] = await bare.embed(['find: tea', 'text: tea'], { priority: 'document' });
    expect(cosine(query!, asQuery!)).toBeGreaterThan(0.9999);
    expect(cosine(document!, asDocument!)).toBeGreaterThan(0.9999);
    expect(cosine(query!, document!)).toBeLessThan(0.9999);
  });

  it('of many languages says so, and is used as its family is where it has no card', async () => {
    const many = embedder({ id: 'someone/multilingual-e5-small' });
    expect(await many.ready()).toMatchObject({ languages: 'many', stamp: expect.stringContaining('"query: ","passage: "') as string });
    expect(await embedder({ id: 'Xenova/all-MiniLM-L6-v2' }).ready()).toMatchObject({ languages: 'en' });
    expect(await embedder({ id: 'someone/multilingual-e5-small', languages: 'en' }).ready()).toMatchObject({ languages: 'en' });
  });

  it('is fetched once: a second start asks the host for nothing', async () => {
    await embedder({ id: 'Xenova/all-MiniLM-L6-v2' }).ready();
    hub.asked.length = 0;
    await embedder({ id: 'Xenova/all-MiniLM-L6-v2' }).ready();
    expect(hub.asked).toEqual([]);
  });

  it.each([
    ['is not there', { id: 'no/model' }, 'There is no model no/model at revision main'],
    ['has no weights of that kind', { id: 'someone/without-weights' }, 'The weights of someone/without-weights (dtype q8) could not be loaded'],
  ])('that %s fails, and says so', async (_what, model, reason) => {
    const failing = embedder(model);
    await expect(failing.ready()).rejects.toBeInstanceOf(Error);
    expect(await failing.state()).toMatchObject({ state: 'failed', reason: expect.stringContaining(reason) as string });
  });

  it.each([undefined, 'file:///nowhere/transformers.mjs'])('names the package that is missing, and how to get it: %s', async (url) => {
    const failing = embedder({ id: 'Xenova/all-MiniLM-L6-v2' }, { transformersUrl: url });
    await expect(failing.ready()).rejects.toBeInstanceOf(Error);
    expect((await failing.state()).reason).toMatch(/@huggingface\/transformers.*npm install @huggingface\/transformers/);
  });

  it('stops loading when it is closed', async () => {
    const cancel = new AbortController();
    const load = loadNodeModel(
      { model: { id: 'someone/with-a-card', host: hub.url, revision: 'other' }, cacheDir, transformersUrl },
      () => undefined,
      cancel.signal,
    );
    cancel.abort(new DOMException('closed', 'AbortError'));
    await expect(load).rejects.toMatchObject({ name: 'AbortError' });
  });
});
