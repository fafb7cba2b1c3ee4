import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countPassage, HybridIndex } from '../../../worker/search/hybrid.ts';
import { FACTS } from '../../../worker/search/recipes.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { Segments } from '../../../worker/segments/segments.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { passage } from '../search/passages.ts';
import { randomVector } from '../search/vector-cases.ts';

const DIMENSION = 16;

interface Kept {
  readonly store: MemoryStore;
  readonly segments: Segments;
  readonly index: HybridIndex;
  readonly incidents: string[];
}

function fresh(store = new MemoryStore()): Kept {
  const incidents: string[] = [];
  return { store, incidents, segments: new Segments(store, (what) => incidents.push(what)), index: new HybridIndex(FACTS) };
}

const kept = (id: string, text: string, seed: number) => {
  const made = passage(id, text);
  return { passage: made, counted: countPassage(made), vector: quantize(randomVector(DIMENSION, seed)) };
};

/** As after a restart: the texts are there, and what is kept is read. */
async function reopened({ store }: Kept, texts: ReadonlyMap<string, string>): Promise<Kept> {
  const again = fresh(store);
  await again.segments.open();
  for (const [id, text] of texts) again.index.add(passage(id, text), again.segments.counted(passage(id, text)));
  await again.segments.giveVectors('one', DIMENSION, [again.index]);
  return again;
}

describe('segments', () => {
  it('bring back the latest form of every passage that there still is, packed or not', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('keep' as const), id: fc.nat(30), seed: fc.nat(1000) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), id: fc.nat(30), seed: fc.nat(1) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('pack' as const), id: fc.nat(1), seed: fc.nat(1) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (script) => {
        const first = fresh();
        const texts = new Map<string, string>();
        const seeds = new Map<string, number>();
        for (const { kind, id, seed } of script) {
          if (kind === 'pack') await first.segments.pack((each) => texts.has(each), seed === 1);
          else if (kind === 'drop') texts.delete(`p${id}`);
          else {
            texts.set(`p${id}`, `text ${seed}`);
            seeds.set(`p${id}`, seed);
            await first.segments.keep('one', DIMENSION, [kept(`p${id}`, `text ${seed}`, seed)]);
          }
        }
        const { index, incidents } = await reopened(first, texts);
        expect(incidents).toEqual([]);
        expect(index.unembedded).toBe(0);
        for (const id of texts.keys()) expect(index.vectorOf(id)?.data).toEqual(quantize(randomVector(DIMENSION, seeds.get(id)!)).data);
      }),
      { numRuns: 120 },
    );
  });

  it('are few rows however many small ones were written, and each holds at most a thousand', async () => {
    const first = fresh();
    const texts = new Map(Array.from({ length: 2_500 }, (_, i) => [`p${i}`, `text ${i}`]));
    const entries = [...texts];
    for (let from = 0; from < entries.length; from += 25) {
      await first.segments.keep(
        'one',
        DIMENSION,
        entries.slice(from, from + 25).map(([id, text], i) => kept(id, text, from + i)),
      );
      if (first.segments.crowded) await first.segments.pack((id) => texts.has(id));
    }
    expect(await first.store.count('segments')).toBeLessThan(35);
    expect((await reopened(first, texts)).index.vectors?.count).toBe(2_500);
    await first.segments.pack((id) => texts.has(id));
    expect(await first.store.count('segments')).toBe(3);
  });

  it('hold nothing any more of what is gone once they are packed for that', async () => {
    const first = fresh();
    await first.segments.keep('one', DIMENSION, [kept('p1', 'tea in delhi', 1), kept('p2', 'a train', 2)]);
    await first.segments.pack((id) => id === 'p2', true);
    const bytes = (await first.store.scan('segments')).map((row) => new TextDecoder('latin1').decode(row.bytes)).join('');
    expect(bytes).toContain('train');
    expect(bytes).not.toContain('delhi');
    expect(bytes).not.toContain('p1');
  });

  it('that are cut off are thrown away and told of; the rest is read', async () => {
    const first = fresh();
    await first.segments.keep('one', DIMENSION, [kept('p1', 'one', 1)]);
    await first.segments.keep('one', DIMENSION, [kept('p2', 'two', 2)]);
    const [row] = await first.store.scan('segments');
    await first.store.commit([{ table: 'segments', put: { ...row!, bytes: row!.bytes.slice(0, -8) } }]);
    const again = await reopened(
      first,
      new Map([
        ['p1', 'one'],
        ['p2', 'two'],
      ]),
    );
    expect([again.index.vectors?.count, again.index.unembedded]).toEqual([1, 1]);
    expect(again.incidents).toEqual(['a damaged index segment was thrown away: its texts are indexed and embedded again']);
    expect(await again.store.count('segments')).toBe(1);
  });

  it('of another model give terms and no vectors', async () => {
    const first = fresh();
    await first.segments.keep('two', DIMENSION, [kept('p1', 'one', 1)]);
    const again = fresh(first.store);
    await again.segments.open();
    const counted = again.segments.counted(passage('p1', 'one'))!;
    expect([counted.text.vocabulary, counted.text.length]).toEqual([countPassage(passage('p1', 'one')).text.vocabulary, 1]);
    again.index.add(passage('p1', 'one'));
    await again.segments.giveVectors('one', DIMENSION, [again.index]);
    expect(again.index.unembedded).toBe(1);
    await again.segments.giveVectors('two', DIMENSION, [again.index]);
    expect(again.index.unembedded).toBe(0);
  });

  it('that cannot be read at all are told of, and everything is made again', async () => {
    const first = fresh();
    await first.segments.keep('one', DIMENSION, [kept('p1', 'one', 1)]);
    const again = fresh(first.store);
    again.store.scan = () => Promise.reject(new DOMException('lost', 'UnknownError'));
    await again.segments.open();
    again.index.add(passage('p1', 'one'), again.segments.counted(passage('p1', 'one')));
    await again.segments.giveVectors('one', DIMENSION, [again.index]);
    expect(again.index.unembedded).toBe(1);
    expect(again.incidents).toEqual(['the index segments cannot be read: texts are indexed and embedded again']);
  });

  it('that another tab packed meanwhile lose nothing', async () => {
    const first = fresh();
    const texts = new Map(Array.from({ length: 40 }, (_, i) => [`p${i}`, `text ${i}`]));
    for (const [i, [id, text]] of [...texts].entries()) await first.segments.keep('one', DIMENSION, [kept(id, text, i)]);
    const second = await reopened(first, texts);
    await Promise.all([first, second].map(({ segments }) => segments.pack((id) => texts.has(id))));
    await first.segments.keep('one', DIMENSION, [kept('late', 'late', 99)]);
    await first.segments.pack((id) => texts.has(id) || id === 'late');
    expect((await reopened(first, texts)).index.unembedded).toBe(0);
  });
});

/** Every byte that is kept. */
const bytesOf = async ({ store }: Kept): Promise<string> => (await store.scan('segments')).map((row) => new TextDecoder('latin1').decode(row.bytes)).join('');

describe('a purge', () => {
  it('leaves no word of what is gone or reads otherwise now, in the segments of other tabs too', async () => {
    const first = fresh();
    const second = fresh(first.store);
    await first.segments.keep('one', DIMENSION, [kept('p1', 'tea in delhi', 1), kept('p2', 'a train', 2), kept('p3', 'an oboe', 3)]);
    await second.segments.keep('one', DIMENSION, [kept('p4', 'a boat in delhi', 4), kept('p2', 'a train', 2)]);
    for (const [id, text] of [
      ['p2', 'a train'],
      ['p3', 'a bassoon'],
    ] as const)
      first.index.add(passage(id, text));
    await first.segments.purge([first.index]);
    const bytes = await bytesOf(first);
    expect(bytes).toContain('train');
    for (const word of ['delhi', 'tea', 'boat', 'oboe', 'p1', 'p4']) expect(bytes).not.toContain(word);
    expect([first.segments.has('p2'), first.segments.has('p3'), first.segments.has('p1')]).toEqual([true, false, false]);
  });

  it('writes nothing where everything is as it should be', async () => {
    const first = fresh();
    await first.segments.keep('one', DIMENSION, [kept('p1', 'tea', 1)]);
    first.index.add(passage('p1', 'tea'));
    const before = await first.store.scan('segments');
    await first.segments.purge([first.index]);
    expect(await first.store.scan('segments')).toEqual(before);
  });

  it('waits for a packing under way, which would bring back what it takes out', async () => {
    const first = fresh();
    for (const i of [1, 2, 3]) await first.segments.keep('one', DIMENSION, [kept(`p${i}`, `delhi ${i}`, i)]);
    const packing = first.segments.pack(() => true);
    await Promise.all([packing, first.segments.purge([first.index])]);
    expect(await bytesOf(first)).not.toContain('delhi');
  });

  it('takes it out although the disk is too full for what is left, which is made again', async () => {
    const first = fresh();
    await first.segments.keep('one', DIMENSION, [kept('p1', 'tea in delhi', 1), kept('p2', 'a train', 2)]);
    first.index.add(passage('p2', 'a train'));
    const commit = first.store.commit.bind(first.store);
    first.store.commit = (writes, guard) =>
      writes.some((write) => 'put' in write) ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : commit(writes, guard);
    await first.segments.purge([first.index]);
    expect([await first.store.count('segments'), first.segments.has('p2')]).toEqual([0, false]);
  });

  it('is known to be needed at a start, and not to be', async () => {
    const first = fresh();
    await first.segments.keep('one', DIMENSION, [kept('p1', 'tea', 1), kept('p2', 'a train', 2)]);
    const read = async (texts: Readonly<Record<string, string>>): Promise<boolean> => {
      const again = fresh(first.store);
      await again.segments.open();
      for (const [id, text] of Object.entries(texts)) again.index.add(passage(id, text), again.segments.counted(passage(id, text)));
      return again.segments.stale;
    };
    expect([await read({ p1: 'tea', p2: 'a train' }), await read({ p1: 'tea' }), await read({ p1: 'tea', p2: 'a boat' })]).toEqual([false, true, true]);
    await first.segments.keep('one', DIMENSION, [kept('p1', 'coffee', 1)]);
    expect(await read({ p1: 'coffee', p2: 'a train' })).toBe(true);
  });
});
