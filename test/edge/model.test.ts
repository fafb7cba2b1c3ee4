import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { provisionModel } from '../../src/node/model/provision.ts';
import { localEmbedder } from '../support/local-embedder.ts';
import { talk, type Talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

/** Names of files that were asked for, and what has to happen before each is answered. */
const asked: string[] = [];
let before: (name: string) => Promise<Response | null> = async () => null;
let workerd: Workerd;
/** A new isolate each time. */
const startIsolate = async (): Promise<void> => {
  const { folder } = await provisionModel();
  workerd = await startWorkerd({
    model: async (request) => {
      const name = new URL(request.url).pathname.slice(1);
      asked.push(name);
      return (await before(name)) ?? new Response(new Uint8Array(await readFile(join(folder, name))));
    },
  });
};
beforeEach(() => {
  asked.length = 0;
  before = async () => null;
});

const someone = (): Talk => talk(workerd, { workspaceId: 'ws_edge', userId: `user-${crypto.randomUUID()}` });
const ready = ({ stats }: Talk): Promise<void> =>
  vi.waitFor(async () => expect(await stats()).toMatchObject({ pendingEmbeddings: 0, model: { state: 'ready' } }));
const tellOfDog = async ({ start, say }: Talk): Promise<void> => {
  await start();
  await say('t1', 'My spaniel is called Biscuit.');
};

describe('the model of an isolate', () => {
  beforeAll(startIsolate);
  afterAll(() => workerd.close());

  it('lets words answer while it loads, then meaning, and is loaded once for all objects', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<null>((resolve) => (goOn = () => resolve(null)));
    before = (name) => (name === 'model.onnx' ? held : Promise.resolve(null));
    const [ada, ben] = [someone(), someone()];
    await Promise.all([ada, ben].map(tellOfDog));
    const early = await ada.ask('what is my spaniel called');
    expect([early.contextText, early.trace.degraded]).toEqual([expect.stringContaining('Biscuit'), true]);
    goOn();
    await Promise.all([ada, ben].map(ready));
    const late = await ada.ask('what is the name of my dog');
    expect([late.contextText, late.trace.degraded]).toEqual([expect.stringContaining('Biscuit'), false]);
    expect(asked.toSorted()).toEqual(['manifest.json', 'model.onnx', 'tokenizer.json']);
    const { model, vectors } = await ada.stats();
    expect(model).toMatchObject({ name: 'all-MiniLM-L6-v2-row8', dimension: 384, backend: 'wasm' });
    expect(vectors.backend).toMatch(/^wasm-(?:relaxed-)?simd$/);
  });

  it('makes the vectors that a device makes', async () => {
    const embedder = localEmbedder();
    const text = 'Caroline went to the support group on 7 May.';
    const there = (await someone().call(`/test/embed?text=${encodeURIComponent(text)}`)) as number[];
    const [here] = await embedder.embed([text], { priority: 'query' });
    await embedder.close();
    expect(here!.reduce((sum, value, i) => sum + value * there[i]!, 0)).toBeGreaterThan(0.9999);
  });

  it('is there for an object that comes back, whose vectors were kept', async () => {
    const ada = someone();
    await tellOfDog(ada);
    await ready(ada);
    const embedded = await ada.call('/test/embedded');
    await ada.evict();
    await ready(ada);
    expect((await ada.ask('what is the name of my dog')).trace.degraded).toBe(false);
    expect(await ada.call('/test/embedded')).toBe(embedded);
    expect(asked).toEqual([]);
  });
});

describe('a model that cannot be loaded', () => {
  beforeAll(startIsolate);
  afterAll(() => workerd.close());

  it('because the object that loads it is evicted in the middle, is loaded by the next', async () => {
    before = (name) => (name === 'model.onnx' && asked.filter((each) => each === name).length === 1 ? new Promise(() => undefined) : Promise.resolve(null));
    const [ada, ben] = [someone(), someone()];
    await tellOfDog(ada);
    await vi.waitFor(() => expect(asked).toContain('model.onnx'));
    await tellOfDog(ben);
    await ada.evict();
    await ready(ben);
    expect((await ben.ask('what is the name of my dog')).contextText).toContain('Biscuit');
  });
});

describe('a model that is not there', () => {
  beforeAll(startIsolate);
  afterAll(() => workerd.close());

  it('leaves recall to words and says so, until it is', async () => {
    before = async () => new Response('', { status: 404 });
    const ada = someone();
    await tellOfDog(ada);
    await vi.waitFor(async () => expect((await ada.stats()).model).toMatchObject({ state: 'failed', reason: expect.stringContaining('manifest.json') }));
    const { contextText, trace } = await ada.ask('what is my spaniel called');
    expect([contextText, trace.degraded]).toEqual([expect.stringContaining('Biscuit'), true]);
    before = async () => null;
    await ready(ada);
  });
});
