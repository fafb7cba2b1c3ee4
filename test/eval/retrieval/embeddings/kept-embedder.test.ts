import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Embedder, EmbedderInfo } from '../../../../worker/embed/embedder.ts';
import { KeptEmbedder } from './kept-embedder.ts';
import { VectorFile } from './vector-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'memoair-kept-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const info: EmbedderInfo = { name: 'lengths', dimension: 2, stamp: 'lengths:2', backend: 'test' };

/** Tells what it was asked for. */
function lengths(asked: string[][]): Embedder {
  return {
    ready: async () => info,
    state: async () => ({ state: 'ready', progress: 1, info, reason: null }),
    embed: async (texts) => {
      asked.push([...texts]);
      return texts.map((text) => new Float32Array([text.length, 0.5]));
    },
    close: async () => undefined,
  };
}

const document = { priority: 'document' } as const;

it('embeds each text once, and never again in a later run, in whatever order they are asked for', async () => {
  const path = join(folder, 'a.vectors');
  const asked: string[][] = [];
  const first = new KeptEmbedder({ info, kept: await VectorFile.open(path, 2), start: () => lengths(asked) });
  const [one, same] = await Promise.all([first.embed(['a', 'bb', 'a'], document), first.embed(['bb'], { priority: 'query' })]);
  expect(asked).toEqual([['a', 'bb']]);
  expect([...one, ...same].map(([length]) => length)).toEqual([1, 2, 1, 2]);
  await first.close();

  const refuses = (): Embedder => expect.fail('the model is not needed');
  const second = new KeptEmbedder({ info, kept: await VectorFile.open(path, 2), start: refuses });
  expect(await second.embed(['bb', 'a'], document)).toEqual([new Float32Array([2, 0.5]), new Float32Array([1, 0.5])]);
  expect(second.counts).toEqual({ computed: 0, read: 2 });
  await second.close();
});

it('lets the end of a file go that was not written whole', async () => {
  const path = join(folder, 'b.vectors');
  const before = await VectorFile.open(path, 2);
  before.add('a', new Float32Array([1, 2]));
  await before.close();
  await appendFile(path, 'torn');
  const torn = await VectorFile.open(path, 2);
  torn.add('b', new Float32Array([3, 4]));
  await torn.close();
  const after = await VectorFile.open(path, 2);
  expect([after.get('a'), after.get('b'), after.get('c')]).toEqual([new Float32Array([1, 2]), new Float32Array([3, 4]), undefined]);
});

it('holds documents back, and answers queries meanwhile', async () => {
  const asked: string[][] = [];
  const embedder = new KeptEmbedder({ info, kept: await VectorFile.open(join(folder, 'c.vectors'), 2), start: () => lengths(asked) });
  const letGo = embedder.holdDocuments();
  const documents = embedder.embed(['text'], document);
  await embedder.embed(['question'], { priority: 'query' });
  expect(asked).toEqual([['question']]);
  letGo();
  await documents;
  expect(asked).toEqual([['question'], ['text']]);
  await embedder.close();
});

it('gives everything to the model while it is live', async () => {
  const asked: string[][] = [];
  const embedder = new KeptEmbedder({ info, kept: await VectorFile.open(join(folder, 'e.vectors'), 2), start: () => lengths(asked) });
  await embedder.embed(['a'], document);
  await embedder.goLive();
  await embedder.embed(['a'], document);
  embedder.endLive();
  await embedder.embed(['a'], document);
  expect(asked).toEqual([['a'], ['a']]);
  await embedder.close();
});

it('refuses a model whose vectors are not those that are kept', async () => {
  const other: Embedder = { ...lengths([]), ready: async () => ({ ...info, stamp: 'another' }) };
  const embedder = new KeptEmbedder({ info, kept: await VectorFile.open(join(folder, 'd.vectors'), 2), start: () => other });
  await expect(embedder.embed(['a'], document)).rejects.toThrow('another one');
  await embedder.close();
});
