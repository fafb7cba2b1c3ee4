import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoresOf, sumsOf } from '../../../worker/search/fusion.ts';
import { HybridIndex } from '../../../worker/search/hybrid.ts';
import type { Ranking } from '../../../worker/search/ranking.ts';
import { LexicalIndex } from '../../../worker/search/lexical/lexical-index.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { analyse, type NoEmbedding } from '../../../worker/search/query.ts';
import { EPISODES, FACTS, ORG, type Recipe } from '../../../worker/search/recipes.ts';
import { countTerms } from '../../../worker/search/lexical/counted-terms.ts';
import { terms } from '../../../worker/search/tokens.ts';
import { passage, query, unit } from './passages.ts';
import { dot, randomVector } from './vector-cases.ts';

const DIMENSION = 16;
const CANDIDATES = FACTS.candidates;
const ALONE: Recipe = { ...FACTS, siblings: { share: 0, depth: 1 } };
const ids = ({ passages }: Ranking): string[] => passages.map((found) => found.passage.id);
const scoreOf = ({ passages }: Ranking, id: string): number => passages.find((found) => found.passage.id === id)!.score;

/** The embedded items that match by words; all embedded ones where none does. */
function byWordsElseAll(items: readonly { readonly embedded: boolean }[], lexical: Float32Array): number[] {
  const embedded = [...items.keys()].filter((slot) => items[slot]!.embedded);
  const matching = embedded.filter((slot) => lexical[slot]! > 0);
  return matching.length > 0 ? matching : embedded;
}
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);

describe('a search by words and meaning', () => {
  it('ranks as brute force does: every passage scored by the recipe, the best of either side kept', async () => {
    const words = fc.array(fc.constantFrom('tea', 'train', 'delhi', 'piano', 'late', 'blue'), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ words, embedded: fc.boolean() }), { maxLength: 30 }), words, fc.nat(), async (items, asked, seed) => {
        const index = new HybridIndex(ALONE);
        const lexical = new LexicalIndex(FACTS);
        items.forEach((item, i) => {
          index.add(passage(`p${i}`, item.words.join(' ')));
          lexical.add(i, { text: countTerms(terms(item.words.join(' '))), label: countTerms([]) }, undefined);
          if (item.embedded) index.setVector(`p${i}`, quantize(randomVector(DIMENSION, seed + i)));
        });
        const vector = randomVector(DIMENSION, seed + 99);
        const found = await index.rank(query(asked.join(' '), { vector }));
        const scores = lexical.search(terms(asked.join(' ')));
        const dense = items.some(({ embedded }) => embedded);
        const cosineOf = (slot: number): number => dot(vector, quantize(randomVector(DIMENSION, seed + slot)));
        const typical = mean(byWordsElseAll(items, scores.values).map(cosineOf));
        const candidates = items.flatMap((item, slot) => {
          const embedded = item.embedded && dense;
          if (!embedded && !scores.matched.includes(slot)) return [];
          return [{ slot, lexical: scores.values[slot]!, cosine: embedded ? cosineOf(slot) : typical }];
        });
        const input = { candidates, idfSum: scores.idfSum, denseWeight: dense ? 0.5 : 0 };
        const wanted = scoresOf('absolute', sumsOf('absolute', input), input);
        expect(new Set(ids(found))).toEqual(new Set(candidates.map(({ slot }) => `p${slot}`)));
        candidates.forEach(({ slot }, i) => expect(scoreOf(found, `p${slot}`)).toBeCloseTo(wanted[i]!, 4));
      }),
      { numRuns: 150 },
    );
  });

  it('takes the union of both sides: a passage without a shared word, and one without a vector', async () => {
    const index = new HybridIndex(FACTS);
    index.add(passage('near', 'physician prescribed antibiotics'));
    index.setVector('near', quantize(unit(DIMENSION, 0)));
    index.add(passage('said', 'the doctor called'));
    index.add(passage('neither', 'a train'));
    expect(ids(await index.rank(query('doctor', { vector: unit(DIMENSION, 0) }))).toSorted()).toEqual(['near', 'said']);
  });

  it(`takes ${CANDIDATES} of each side at most`, async () => {
    const index = new HybridIndex(FACTS);
    for (let i = 0; i < 150; i++) index.add(passage(`word${i}`, 'tea'));
    for (let i = 0; i < 150; i++) {
      index.add(passage(`vector${i}`, 'train'));
      index.setVector(`vector${i}`, quantize(unit(DIMENSION, 0)));
    }
    expect((await index.rank(query('tea', { vector: unit(DIMENSION, 0) }))).passages).toHaveLength(2 * CANDIDATES);
  });

  it('finds nothing in an empty index', async () => {
    expect(await new HybridIndex(EPISODES).rank(query('tea', { vector: unit(DIMENSION, 0) }))).toEqual({ passages: [], dense: true });
  });

  it('ranks one query object once, whatever is added meanwhile', async () => {
    const index = new HybridIndex(FACTS);
    index.add(passage('a', 'tea'));
    const asked = query('tea');
    const first = index.rank(asked);
    index.add(passage('b', 'tea'));
    expect(index.rank(asked)).toBe(first);
    expect(ids(await first)).toEqual(['a']);
    expect(ids(await index.rank(query('tea'))).toSorted()).toEqual(['a', 'b']);
  });

  it('leaves out what is removed while the embedding is awaited', async () => {
    const index = new HybridIndex(FACTS);
    index.add(passage('a', 'tea'));
    index.add(passage('b', 'tea'));
    const ranking = index.rank(query('tea'));
    index.remove('a');
    expect(ids(await ranking)).toEqual(['b']);
  });
});

describe('a passage', () => {
  const index = (): HybridIndex => {
    const made = new HybridIndex(FACTS);
    made.add(passage('a', 'tea'));
    made.setVector('a', quantize(unit(DIMENSION, 0)));
    return made;
  };

  it('that is replaced is found by its new words alone until it is embedded again', async () => {
    const made = index();
    expect(made.unembedded).toBe(0);
    made.add(passage('a', 'train'));
    expect([made.size, made.unembedded, made.vectors?.count]).toEqual([1, 1, 0]);
    expect(ids(await made.rank(query('tea', { vector: unit(DIMENSION, 0) })))).toEqual([]);
    expect(ids(await made.rank(query('train', { vector: unit(DIMENSION, 0) })))).toEqual(['a']);
  });

  it('that is removed is found by neither side', async () => {
    const made = index();
    made.remove('a');
    made.remove('never there');
    expect([made.size, made.has('a'), made.unembedded]).toEqual([0, false, 0]);
    expect(made.setVector('a', quantize(unit(DIMENSION, 0)))).toBe(false);
    expect(ids(await made.rank(query('tea', { vector: unit(DIMENSION, 0) })))).toEqual([]);
  });

  it('is listed under its item until the item is removed', () => {
    const made = new HybridIndex(FACTS);
    for (const n of [0, 1, 2]) made.add(passage(`x#${n}`, `words ${n}`, { item: 'x' }));
    made.add(passage('y#0', 'words', { item: 'y' }));
    expect(made.passagesOf('x').map(({ id }) => id)).toEqual(['x#0', 'x#1', 'x#2']);
    made.removeItem('x');
    expect([made.size, made.passagesOf('x')]).toEqual([1, []]);
  });

  it('waits for its vector in the order of adding, and again when all vectors are dropped', () => {
    const made = new HybridIndex(FACTS);
    for (const id of ['a', 'b', 'c']) made.add(passage(id, id));
    expect(made.nextUnembedded(2).map(({ id }) => id)).toEqual(['a', 'b']);
    made.setVector('a', quantize(unit(DIMENSION, 0)));
    expect(made.nextUnembedded(9).map(({ id }) => id)).toEqual(['b', 'c']);
    made.dropVectors();
    expect([made.unembedded, made.vectors]).toEqual([3, null]);
    expect(made.nextUnembedded(9).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('gains from the line before it in its thread, also where a later line of the thread was removed', async () => {
    const gain = async (remove: boolean): Promise<number> => {
      const made = new HybridIndex(EPISODES);
      made.add(passage('first', 'tea', { thread: 's' }));
      made.add(passage('gone', 'train', { thread: 's' }));
      if (remove) made.remove('gone');
      made.add(passage('last', 'yes please', { thread: 's' }));
      const { passages } = await made.rank(query('tea'));
      return passages.find((found) => found.passage.id === 'last')?.lexical ?? 0;
    };
    const far = await gain(false);
    expect(far).toBeGreaterThan(0);
    expect(await gain(true)).toBeGreaterThan(far);
  });

  it('gains nothing from another thread', async () => {
    const made = new HybridIndex(EPISODES);
    made.add(passage('a', 'tea', { thread: 's' }));
    made.add(passage('b', 'yes', { thread: 't' }));
    expect(ids(await made.rank(query('tea')))).toEqual(['a']);
  });
});

describe('a passage that is not embedded yet', () => {
  it('is taken to be as near as those that match by words like it', async () => {
    const index = new HybridIndex(FACTS);
    index.add(passage('older', 'the piano tuner'));
    index.add(passage('newer', 'the piano tuner'));
    index.setVector('older', quantize(unit(DIMENSION, 0, 0.6)));
    const ranking = await index.rank(query('piano tuner', { vector: unit(DIMENSION, 0) }));
    expect(scoreOf(ranking, 'newer')).toBeCloseTo(scoreOf(ranking, 'older'), 6);
    expect(ranking.passages.map(({ cosine }) => cosine)).toEqual([ranking.passages[0]!.cosine, ranking.passages[0]!.cosine]);
    expect(ranking.passages[0]!.cosine).toBeCloseTo(0.8, 1);
  });
});

describe('whether the embedding was part of a search', () => {
  const filled = (): HybridIndex => {
    const index = new HybridIndex(FACTS);
    index.add(passage('a', 'tea'));
    index.setVector('a', quantize(unit(DIMENSION, 0)));
    return index;
  };

  it.each<[NoEmbedding, boolean]>([
    ['off', true],
    ['needless', true],
    ['loading', false],
    ['late', false],
    ['failed', false],
  ])('is told for a query without one, because it is %s: %s', async (reason, dense) => {
    const ranking = await filled().rank(query('tea', { vector: null, reason }));
    expect(ranking.dense).toBe(dense);
    expect(ids(ranking)).toEqual(['a']);
    expect(ranking.passages[0]?.cosine).toBe(0);
  });

  it('is no when nothing has a vector yet or those there are of another dimension', async () => {
    const bare = new HybridIndex(FACTS);
    bare.add(passage('a', 'tea'));
    expect((await bare.rank(query('tea', { vector: unit(DIMENSION, 0) }))).dense).toBe(false);
    expect((await filled().rank(query('tea', { vector: unit(32, 0) }))).dense).toBe(false);
    expect((await filled().rank(query('tea', { vector: unit(DIMENSION, 0) }))).dense).toBe(true);
  });

  it('does not wait for the embedding when there is nothing to compare', async () => {
    const never = { ...query(''), embedding: new Promise<never>(() => undefined) };
    expect(await new HybridIndex(FACTS).rank(never)).toEqual({ passages: [], dense: true });
  });
});

describe('the weight of the meaning', () => {
  const compared = async (text: string): Promise<number> => {
    const index = new HybridIndex(FACTS);
    index.add(passage('a', 'unrelated'));
    index.setVector('a', quantize(unit(DIMENSION, 0)));
    return scoreOf(await index.rank(query(text, { vector: unit(DIMENSION, 0) })), 'a');
  };

  it('is half for a query in Latin letters and a tenth for one in another script', async () => {
    expect(await compared('which tea')).toBeCloseTo(0.5, 2);
    expect(await compared('कौन सी चाय')).toBeCloseTo(0.1, 2);
    expect(await compared('42?')).toBeCloseTo(0.5, 2);
  });
});

describe('passages of one document', () => {
  it('lend each other weight, and no other document', async () => {
    const index = new HybridIndex(ORG);
    index.add(passage('best', 'refund policy refund', { document: 'd' }));
    index.add(passage('beside', 'policy and other things that are written here', { document: 'd' }));
    index.add(passage('alone', 'policy and other things that are written here', { document: 'e' }));
    const ranking = await index.rank(query('refund policy'));
    expect(ids(ranking)).toEqual(['best', 'beside', 'alone']);
    expect(scoreOf(ranking, 'beside')).toBeGreaterThan(scoreOf(ranking, 'alone'));
    for (const { score } of ranking.passages) expect(score).toBeLessThanOrEqual(1);
  });

  it('pass by a lone one that was a little better, and only where the recipe says so', async () => {
    const order = async (recipe: Recipe): Promise<string[]> => {
      const index = new HybridIndex(recipe);
      index.add(passage('best', 'refund policy refund', { document: 'd' }));
      index.add(passage('beside', 'policy and other long things written here', { document: 'd' }));
      index.add(passage('alone', 'policy and other things', { document: 'e' }));
      return ids(await index.rank(query('refund policy')));
    };
    expect(await order(ALONE)).toEqual(['best', 'alone', 'beside']);
    expect(await order(ORG)).toEqual(['best', 'beside', 'alone']);
  });

  it('lend nothing where the recipe says so', async () => {
    const index = new HybridIndex(ALONE);
    index.add(passage('best', 'refund policy refund', { document: 'd' }));
    index.add(passage('beside', 'policy and other things', { document: 'd' }));
    index.add(passage('alone', 'policy and other things', { document: 'e' }));
    const ranking = await index.rank(query('refund policy'));
    expect(scoreOf(ranking, 'beside')).toBe(scoreOf(ranking, 'alone'));
  });
});

describe('an index that is changed', () => {
  const steps = fc.array(
    fc.record({
      id: fc.nat(12),
      words: fc.array(fc.constantFrom('tea', 'train', 'delhi', 'piano'), { minLength: 1, maxLength: 4 }),
      thread: fc.option(fc.constantFrom('a', 'b')),
      kind: fc.constantFrom('add', 'add', 'embed', 'remove', 'supersede'),
    }),
    { maxLength: 40 },
  );

  it('ranks alike before and after its slots are numbered anew, and goes on', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(), async (script, seed) => {
        const index = new HybridIndex(EPISODES);
        for (const { id, words, thread, kind } of script) {
          if (kind === 'remove') index.remove(`p${id}`);
          else if (kind === 'supersede') index.setCurrent(`p${id}`, false);
          else if (kind === 'embed') index.setVector(`p${id}`, quantize(randomVector(DIMENSION, seed + id)));
          else index.add({ ...passage(`p${id}`, words.join(' ')), thread });
        }
        const asked = () => query('tea delhi', { vector: randomVector(DIMENSION, seed + 5) });
        const before = await index.rank(asked());
        index.compact();
        expect(await index.rank(asked())).toEqual(before);
        index.add(passage('new', 'tea'));
        index.remove('p3');
        const after = await index.rank(asked());
        expect(ids(after)).toContain('new');
        expect(ids(after)).not.toContain('p3');
      }),
      { numRuns: 200 },
    );
  });

  it('gives back the room of what was removed', async () => {
    const index = new HybridIndex(FACTS);
    for (let round = 0; round < 20; round++)
      for (let i = 0; i < 300; i++) {
        index.add(passage(`p${i}`, `tea ${round}`));
        index.setVector(`p${i}`, quantize(randomVector(DIMENSION, i)));
      }
    expect(index.size).toBe(300);
    expect(index.vectors!.bytes).toBeLessThan(10 * 256 * (DIMENSION + 12));
    expect((await index.rank(query('tea 19', { vector: null, reason: 'off' }))).passages).toHaveLength(CANDIDATES);
  });

  it('leaves out what was superseded while the model computed', async () => {
    const index = new HybridIndex(FACTS);
    for (const id of ['paris', 'pune']) {
      index.add(passage(id, `lives in ${id}`));
      index.setVector(id, quantize(unit(DIMENSION, 0)));
    }
    let answer!: (embedding: { readonly vector: Float32Array }) => void;
    const asked = index.rank(analyse('where do I live', new Promise((resolve) => (answer = resolve))));
    index.setCurrent('paris', false);
    answer({ vector: unit(DIMENSION, 0) });
    expect(ids(await asked)).toEqual(['pune']);
  });

  it('finds what no longer holds by a question about the past alone', async () => {
    const index = new HybridIndex(FACTS);
    index.add(passage('old', 'lives in delhi'));
    index.add(passage('new', 'lives in berlin'));
    for (const id of ['old', 'new']) index.setVector(id, quantize(unit(DIMENSION, 0)));
    index.setCurrent('old', false);
    const vector = unit(DIMENSION, 0);
    expect(ids(await index.rank(query('where do I live', { vector })))).toEqual(['new']);
    expect(ids(await index.rank(query('where did I live before', { vector })))).toEqual(['old', 'new']);
    index.setCurrent('old', true);
    expect(ids(await index.rank(query('where do I live', { vector })))).toEqual(['old', 'new']);
  });
});
