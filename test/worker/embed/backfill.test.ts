import { afterEach, describe, expect, it, vi } from 'vitest';
import { Backfill } from '../../../worker/embed/backfill.ts';
import { EmbedderReplaced, type Embedder, type EmbedderInfo, type EmbedOptions } from '../../../worker/embed/embedder.ts';
import { countPassage, HybridIndex } from '../../../worker/search/hybrid.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { FACTS } from '../../../worker/search/recipes.ts';
import { decodeSegment } from '../../../worker/segments/codec.ts';
import type { IndexedPassage } from '../../../worker/segments/segment.ts';
import { Segments } from '../../../worker/segments/segments.ts';
import type { Store } from '../../../worker/store/store.ts';
import { MemoryStore } from '../../../worker/store/memory.ts';
import { passage, query, unit } from '../search/passages.ts';

const DIMENSION = 16;
const info = (stamp: string): EmbedderInfo => ({ name: 'fake', dimension: DIMENSION, stamp, backend: 'test' });
const never = new Promise<never>(() => undefined);

interface Fake extends Embedder {
  readonly embedded: string[];
  /** The most texts in one call for documents. */
  readonly batches: number[];
}

function embedder(stamp = 'one', change: Partial<Embedder> = {}): Fake {
  const embedded: string[] = [];
  const batches: number[] = [];
  return {
    embedded,
    batches,
    ready: async () => info(stamp),
    state: async () => ({ state: 'ready', progress: 1, info: info(stamp), reason: null }),
    embed: async (texts: readonly string[], { priority }: EmbedOptions) => {
      if (priority === 'document') {
        embedded.push(...texts);
        batches.push(texts.length);
      }
      return texts.map((text) => unit(DIMENSION, text.length % DIMENSION));
    },
    close: async () => undefined,
    ...change,
  };
}

function target(...texts: readonly string[]): { readonly index: HybridIndex; readonly store: MemoryStore; readonly segments: Segments } {
  const index = new HybridIndex(FACTS);
  texts.forEach((text, i) => index.add(passage(`p${i}`, text)));
  const store = new MemoryStore();
  return { index, store, segments: new Segments(store, (what) => incidents.push(what)) };
}

/** What stands in the segments of a store, the latest form of each passage. */
async function keptIn(store: Store): Promise<Map<string, IndexedPassage & { readonly stamp: string | null }>> {
  const segments = (await store.scan('segments')).map(({ bytes }) => decodeSegment(bytes));
  return new Map(
    segments.flatMap(({ stamp, passages }) => passages.map(({ id, textHash, counted, vector }) => [id, { id, textHash, counted, vector, stamp }] as const)),
  );
}

const running: Backfill[] = [];
const incidents: string[] = [];
function start(made: Embedder | null, ...targets: readonly ReturnType<typeof target>[]): Backfill {
  const backfill = new Backfill({
    embedder: made,
    targets: targets.map(({ index, segments }) => ({ segments, indexes: [index] })),
    onIncident: (what) => incidents.push(what),
  });
  running.push(backfill);
  backfill.start();
  return backfill;
}
const done = (backfill: Backfill): Promise<void> => vi.waitFor(() => expect(backfill.pending).toBe(0), { interval: 2 });

afterEach(async () => {
  await Promise.all(running.splice(0).map((backfill) => backfill.close()));
  incidents.splice(0);
});

describe('the missing vectors', () => {
  it('are made in small batches, over all targets, and kept as they are made', async () => {
    const made = embedder();
    const [one, two] = [target(...Array.from({ length: 20 }, (_, i) => `text ${i}`)), target('another')];
    await done(start(made, one, two));
    expect(made.embedded).toHaveLength(21);
    expect(Math.max(...made.batches)).toBeLessThanOrEqual(32);
    await vi.waitFor(async () => expect([(await keptIn(one.store)).size, (await keptIn(two.store)).size]).toEqual([20, 1]));
    const { scale, data } = quantize(unit(DIMENSION, 'text 3'.length));
    expect((await keptIn(one.store)).get('p3')).toMatchObject({ stamp: 'one', vector: { scale: Math.fround(scale), data } });
  });

  it('of passages that come later are made when they are told of', async () => {
    const made = embedder();
    const one = target('first');
    const backfill = start(made, one);
    await done(backfill);
    one.index.add(passage('later', 'second'));
    expect(backfill.pending).toBe(1);
    backfill.notify();
    await done(backfill);
    expect(made.embedded).toEqual(['first', 'second']);
  });

  it('are what is embedded of a passage, not what is shown', async () => {
    const made = embedder();
    const one = target();
    one.index.add(passage('p', 'Yes.', { denseText: 'User: Tea?\nAnna: Yes.' }));
    await done(start(made, one));
    expect(made.embedded).toEqual(['User: Tea?\nAnna: Yes.']);
  });

  it('are not those of the words that a passage had when it was embedded, if it has others now', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const made = embedder();
    const embed: Embedder['embed'] = async (texts, options) => {
      const vectors = await made.embed(texts, options);
      await released;
      return vectors;
    };
    const one = target('old');
    const backfill = start({ ...made, embed }, one);
    await vi.waitFor(() => expect(made.embedded).toEqual(['old']));
    one.index.add(passage('p0', 'newer words'));
    release();
    await done(backfill);
    expect(made.embedded).toEqual(['old', 'newer words']);
    expect(one.index.vectors?.cosines(unit(DIMENSION, 'newer words'.length), [1])[0]).toBeCloseTo(1, 2);
  });

  it('that cannot be kept are used all the same, and the reason is told', async () => {
    const one = target('first');
    one.store.commit = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    await done(start(embedder(), one));
    await vi.waitFor(() => expect(incidents).toEqual(['vectors not kept: QuotaExceededError']));
    expect(one.index.vectors?.count).toBe(1);
  });
});

describe('a vector that is none', () => {
  it.each([
    ['of NaN', new Float32Array(DIMENSION).fill(Number.NaN)],
    ['of another length', new Float32Array(DIMENSION + 1).fill(0.1)],
  ])('%s costs its own text the meaning, is told of, and holds up nothing', async (_, bad) => {
    const made = embedder();
    const embed: Embedder['embed'] = async (texts, options) => (await made.embed(texts, options)).map((vector, i) => (texts[i] === 'second' ? bad : vector));
    const one = target('first', 'second', 'third');
    await done(start({ ...made, embed }, one));
    expect([one.index.vectors?.count, made.embedded]).toEqual([2, ['first', 'second', 'third']]);
    expect(incidents).toEqual(['the model gave something else than a vector for a text: it is found by its words alone']);
  });

  it('of a query counts as a model that failed', async () => {
    const backfill = start(embedder('one', { embed: async (texts) => texts.map(() => new Float32Array(DIMENSION).fill(Number.NaN)) }), target());
    await vi.waitFor(async () => expect(await backfill.query('first', 1000)).toEqual({ vector: null, reason: 'failed' }), { interval: 2 });
  });
});

describe('the kept vectors', () => {
  const kept = async (stamp: string): Promise<ReturnType<typeof target>> => {
    const one = target('first', 'second');
    const first = one.index.passage('p0')!;
    await one.segments.keep(stamp, DIMENSION, [{ passage: first, counted: countPassage(first), vector: quantize(unit(DIMENSION, 3)) }]);
    await one.segments.open();
    return one;
  };

  it('of the same model are taken and not made again', async () => {
    const one = await kept('one');
    const made = embedder('one');
    await done(start(made, one));
    expect(made.embedded).toEqual(['second']);
    expect(one.index.vectors?.cosines(unit(DIMENSION, 3), [0])[0]).toBeCloseTo(1, 2);
  });

  it('of another model are left behind and made anew', async () => {
    const one = await kept('older');
    const made = embedder('one');
    await done(start(made, one));
    expect(made.embedded).toEqual(['first', 'second']);
    await vi.waitFor(async () => expect([...(await keptIn(one.store)).values()].map(({ stamp }) => stamp)).toEqual(['one', 'one']));
    expect(one.index.vectors?.cosines(unit(DIMENSION, 3), [0])[0]).toBeCloseTo(0, 2);
  });

  it('of words that have changed since are left behind and made anew', async () => {
    const one = await kept('one');
    one.index.add(passage('p0', 'quite other words'));
    const made = embedder('one');
    await done(start(made, one));
    expect(made.embedded.toSorted()).toEqual(['quite other words', 'second']);
  });

  it('of two indexes in one store go to the one that holds the passage', async () => {
    const one = target('first');
    const other = new HybridIndex(FACTS);
    other.add(passage('q0', 'first'));
    const vector = quantize(unit(DIMENSION, 3));
    const both = [one.index.passage('p0')!, other.passage('q0')!];
    await one.segments.keep(
      'one',
      DIMENSION,
      both.map((each) => ({ passage: each, counted: countPassage(each), vector })),
    );
    await one.segments.open();
    const made = embedder('one');
    const backfill = new Backfill({ embedder: made, targets: [{ segments: one.segments, indexes: [one.index, other] }], onIncident: () => undefined });
    running.push(backfill);
    backfill.start();
    await done(backfill);
    expect([made.embedded, one.index.vectors?.count, other.vectors?.count]).toEqual([[], 1, 1]);
  });

  it('of passages that are gone are passed over', async () => {
    const one = await kept('one');
    one.index.remove('p0');
    await done(start(embedder('one'), one));
    expect(one.index.vectors?.count).toBe(1);
  });

  it('are dropped when the embedder comes back as another model', async () => {
    let stamp = 'one';
    const made = embedder('one', { ready: async () => info(stamp) });
    const one = target('first');
    const backfill = start(made, one);
    await done(backfill);
    stamp = 'two';
    one.index.add(passage('later', 'second'));
    backfill.notify();
    await vi.waitFor(() => expect(made.embedded).toEqual(['first', 'first', 'second']), { interval: 2 });
    await done(backfill);
    await vi.waitFor(async () => expect(new Set([...(await keptIn(one.store)).values()].map((each) => each.stamp))).toEqual(new Set(['two'])));
  });
});

describe('what is kept of the texts', () => {
  it('is packed when many small segments have gathered, and is the same after it', async () => {
    const one = target(...Array.from({ length: 400 }, (_, i) => `text number ${i}`));
    await done(start(embedder(), one));
    await vi.waitFor(async () => expect((await keptIn(one.store)).size).toBe(400));
    expect(await one.store.count('segments')).toBeLessThan(35);
  });

  it('is kept without a model too: the next start cuts no text into terms again', async () => {
    const one = target(...Array.from({ length: 300 }, (_, i) => `text number ${i}`));
    start(null, one);
    await vi.waitFor(async () => expect((await keptIn(one.store)).size).toBe(256));
    const again = new Segments(one.store, () => undefined);
    await again.open();
    expect(again.counted(one.index.passage('p3')!)?.text.length).toBe(countPassage(one.index.passage('p3')!).text.length);
    expect(again.counted(passage('p3', 'other words'))).toBeUndefined();
  });
});

describe('a query', () => {
  it('is embedded once, however often it is asked, with whatever blanks', async () => {
    let asked = 0;
    const made = embedder();
    const embed: Embedder['embed'] = (texts, options) => {
      if (options.priority === 'query') asked++;
      return made.embed(texts, options);
    };
    const backfill = start({ ...made, embed }, target('first'));
    await done(backfill);
    const [a, b] = await Promise.all([backfill.query('my cat', 1000), backfill.query(' my  cat ', 1000)]);
    const c = await backfill.query('my cat', 1000);
    expect([asked, a.vector, b.vector]).toEqual([1, c.vector, c.vector]);
  });

  it('that everyone gave up is begun anew by whoever asks next', async () => {
    let calls = 0;
    const made = embedder();
    const embed: Embedder['embed'] = (texts, options) => {
      if (options.priority === 'document' || ++calls > 1) return made.embed(texts, options);
      // a model that answers a cancellation only when its pass is over
      return new Promise((_resolve, reject) => options.signal?.addEventListener('abort', () => setTimeout(() => reject(options.signal!.reason), 50)));
    };
    const backfill = start({ ...made, embed }, target('first'));
    await done(backfill);
    expect(await backfill.query('my cat', 5)).toEqual({ vector: null, reason: 'late' });
    expect((await backfill.query('my cat', 1000)).vector).not.toBeNull();
    expect(calls).toBe(2);
  });

  it('that one asker gives up goes on for the other', async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const made = embedder();
    const embed: Embedder['embed'] = async (texts, options) => {
      if (options.priority === 'query') await finished;
      options.signal?.throwIfAborted();
      return made.embed(texts, options);
    };
    const backfill = start({ ...made, embed }, target('first'));
    await done(backfill);
    const waiting = backfill.query('my cat', 10_000);
    expect(await backfill.query('my cat', 5)).toEqual({ vector: null, reason: 'late' });
    finish();
    expect((await waiting).vector).not.toBeNull();
  });

  it('is embedded when the model is ready', async () => {
    const one = target('first');
    const backfill = start(embedder(), one);
    await done(backfill);
    const embedding = await backfill.query('first', 1000);
    expect(embedding.vector).toEqual(unit(DIMENSION, 'first'.length));
    expect((await one.index.rank(query('first', embedding))).dense).toBe(true);
  });

  it('has no embedding when embeddings are off', async () => {
    const backfill = start(null, target('first'));
    expect(await backfill.query('first', 1000)).toEqual({ vector: null, reason: 'off' });
    expect(backfill.pending).toBe(0);
  });

  it('has none while the model loads', async () => {
    let load: (ready: EmbedderInfo) => void = () => undefined;
    const loaded = new Promise<EmbedderInfo>((resolve) => (load = resolve));
    const backfill = start(embedder('one', { ready: () => loaded }), target('first'));
    expect(await backfill.query('first', 1000)).toEqual({ vector: null, reason: 'loading' });
    load(info('one'));
    await done(backfill);
    expect((await backfill.query('first', 1000)).vector).not.toBeNull();
  });

  it('has none when it takes too long, and is cancelled', async () => {
    let cancelled = false;
    const embed: Embedder['embed'] = (texts, { priority, signal }) => {
      if (priority === 'document') return embedder().embed(texts, { priority });
      signal?.addEventListener('abort', () => (cancelled = true));
      return never;
    };
    const backfill = start(embedder('one', { embed }), target('first'));
    await done(backfill);
    expect(await backfill.query('first', 5)).toEqual({ vector: null, reason: 'late' });
    expect(cancelled).toBe(true);
  });

  it('has none when it cannot be embedded', async () => {
    const embed: Embedder['embed'] = (texts, { priority }) => (priority === 'query' ? Promise.reject(new Error('x')) : embedder().embed(texts, { priority }));
    const backfill = start(embedder('one', { embed }), target('first'));
    await done(backfill);
    expect(await backfill.query('first', 1000)).toEqual({ vector: null, reason: 'failed' });
  });
});

describe('a model that fails', () => {
  afterEach(() => vi.useRealTimers());

  it('is told of once, tried again after a while, and used when it comes', async () => {
    vi.useFakeTimers();
    let loads = 0;
    const made = embedder('one', { ready: async () => (++loads < 4 ? Promise.reject(new TypeError('what a user said')) : info('one')) });
    const backfill = start(made, target('first'));
    await vi.advanceTimersByTimeAsync(0);
    expect(await backfill.query('first', 1000)).toEqual({ vector: null, reason: 'failed' });
    backfill.notify();
    await vi.advanceTimersByTimeAsync(100);
    expect(loads).toBe(1);
    await vi.advanceTimersByTimeAsync(600_000);
    expect([loads >= 4, backfill.pending]).toEqual([true, 0]);
    expect(incidents).toEqual(['embeddings stopped, recall goes by words: TypeError']);
    expect((await backfill.query('first', 1000)).vector).not.toBeNull();
  });

  it('while documents are embedded is told of, and goes on from there', async () => {
    vi.useFakeTimers();
    let calls = 0;
    const made = embedder();
    const embed: Embedder['embed'] = (texts, options) => (calls++ === 1 ? Promise.reject(new RangeError('x')) : made.embed(texts, options));
    const one = target(...Array.from({ length: 40 }, (_, i) => `text ${i}`));
    const backfill = start({ ...made, embed }, one);
    await vi.advanceTimersByTimeAsync(600_000);
    expect([backfill.pending, one.index.vectors?.count]).toEqual([0, 40]);
    expect(incidents).toEqual(['embeddings stopped, recall goes by words: RangeError']);
    expect(new Set(made.embedded).size).toBe(made.embedded.length);
  });

  it('because it was replaced is asked again at once, though no passage waits: a query does', async () => {
    vi.useFakeTimers();
    const replaced = new AbortController();
    const untilReplaced = new Promise<never>((_resolve, reject) => replaced.signal.addEventListener('abort', () => reject(new EmbedderReplaced())));
    let asked = 0;
    const made = embedder('one', { ready: async () => (++asked === 2 ? untilReplaced : info('one')) });
    const backfill = start(made, target('first'));
    await vi.waitFor(() => expect([asked, backfill.pending]).toEqual([2, 0]));
    replaced.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect((await backfill.query('first', 1000)).vector).not.toBeNull();
    expect(incidents).toEqual([]);
  });

  it('does not keep its owner from closing while it waits to be tried again', async () => {
    const backfill = start(embedder('one', { ready: () => Promise.reject(new TypeError('x')) }), target('first'));
    await vi.waitFor(() => expect(incidents).toHaveLength(1));
    await backfill.close();
    expect(backfill.pending).toBe(1);
  });
});
