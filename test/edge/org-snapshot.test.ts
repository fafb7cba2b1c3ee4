import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { talk, type Talk } from './talk.ts';
import { startWorkerd, type Workerd } from './workerd.ts';

interface Orgs {
  /** Whole readings of org objects that were begun. */
  readonly loads: number;
  /** Parts of snapshots that were read. */
  readonly parts: number;
}

let workerd: Workerd;
beforeAll(async () => {
  workerd = await startWorkerd({ buckets: ['ORG_SNAPSHOTS'] });
});
afterAll(() => workerd.close());

let projects = 0;
let workspaceId = '';
beforeEach(() => (workspaceId = `ws_${++projects}`));

const near = (): Talk => talk(workerd, { workspaceId, userId: `user-${crypto.randomUUID()}` });
/** As if in another isolate. */
const far = (): Talk => talk(workerd, { workspaceId, userId: `far-${crypto.randomUUID()}` });
const orgs = ({ call }: Talk): Promise<Orgs> => call('/test/orgs') as Promise<Orgs>;

async function tell({ call }: Talk, texts: readonly string[], from = 0): Promise<void> {
  for (let n = 0; n < texts.length; n += 100) {
    const documents = texts.slice(n, n + 100).map((text, i) => ({ id: `d${from + n + i}`, text }));
    await call('/v1/voice-sdk/index/create', { name: 'kb', documents });
  }
}
const shelves = Array.from({ length: 1_200 }, (_, n) => `Shelf ${n} holds box number ${n}.`);

/** The parts in the bucket: what the object of this project has under its own prefix. */
async function bucket(action: 'keys' | 'texts' | 'damage' | 'clear' = 'keys'): Promise<string[]> {
  return (await fetch(`${workerd.url}/test/org/bucket?project=${workspaceId}&action=${action}`)).json() as Promise<string[]>;
}

/** Has the object write a snapshot, and waits for it. */
async function snapshot(): Promise<readonly string[]> {
  const ask = async (path: string): Promise<unknown> => (await fetch(`${workerd.url}/test/org/${path}?project=${workspaceId}`)).json();
  const before = JSON.stringify(await ask('snapshot'));
  await ask('ring');
  await vi.waitFor(async () => expect(JSON.stringify(await ask('snapshot'))).not.toBe(before));
  const { chunks, segments } = (await ask('snapshot')) as { chunks: string[]; segments: { key: string }[] };
  return [...chunks, ...segments.map(({ key }) => key)];
}

it('is what an isolate loads, and from the object it gets what is newer', async () => {
  const [writer, reader] = [near(), far()];
  await writer.start();
  await tell(writer, shelves);
  await snapshot();
  await tell(writer, ['The gate code is marzipan.'], 5_000);
  const before = await orgs(reader);
  await reader.start();
  expect((await reader.ask('box number 1111')).org[0]?.text).toBe(shelves[1_111]);
  expect((await reader.ask('gate code')).org[0]?.text).toBe('The gate code is marzipan.');
  expect((await reader.stats()).counts.org).toBe(1_201);
  const after = await orgs(reader);
  expect([after.loads - before.loads, after.parts - before.parts > 1]).toEqual([0, true]);
});

it('is written anew in those parts that have changed, and of the old ones none stays', async () => {
  const writer = near();
  await writer.start();
  await tell(writer, shelves);
  const first = await snapshot();
  expect(new Set(await bucket())).toEqual(new Set(first));
  await tell(writer, ['The gate code is marzipan.'], 5_000);
  const second = await snapshot();
  expect(new Set(await bucket())).toEqual(new Set(second));
  expect([first.filter((key) => second.includes(key)).length > 0, second.some((key) => !first.includes(key))]).toEqual([true, true]);
  await tell(writer, ['The gate code is nougat.'], 5_000);
  await snapshot();
  const kept = (await bucket('texts')).join('\n');
  expect([kept.includes('nougat'), kept.includes('marzipan')]).toEqual([true, false]);
});

it('holds no word that was replaced, and of each chunk one form', async () => {
  const writer = near();
  await writer.start();
  for (const word of ['marzipan', 'nougat', 'quince'])
    await tell(
      writer,
      shelves.slice(0, 300).map((text) => `${text} Its key is ${word}.`),
    );
  // terms are kept by the hundred, behind the answers
  await vi.waitFor(async () => {
    await fetch(`${workerd.url}/test/org/ring?project=${workspaceId}`);
    expect((await bucket('texts')).filter((part) => part.includes('vocabulary') && part.includes('quinc'))).toHaveLength(1);
  });
  const kept = (await bucket('texts')).join('\n');
  expect(['quinc', 'marzipan', 'nougat'].map((word) => kept.includes(word))).toEqual([true, false, false]);
});

it.each(['damage', 'clear'] as const)('may be lost or altered (%s): the object is asked then', async (action) => {
  const [writer, reader] = [near(), far()];
  await writer.start();
  await tell(writer, shelves);
  await snapshot();
  await bucket(action);
  await reader.start();
  expect((await reader.ask('box number 1111')).org[0]?.text).toBe(shelves[1_111]);
  expect((await reader.stats()).incidents).toEqual([]);
});
