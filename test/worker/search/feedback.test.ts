import { describe, expect, it } from 'vitest';
import { HybridIndex } from '../../../worker/search/hybrid.ts';
import { EPISODES, type Recipe } from '../../../worker/search/recipes.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { passage, query } from './passages.ts';

const DIMENSION = 8;
const towards = (...parts: readonly number[]): Float32Array => {
  const vector = new Float32Array(DIMENSION);
  vector.set(parts);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};
const PLAIN: Recipe = { ...EPISODES, siblings: { share: 0, depth: 1 }, cues: { question: 0, time: 0, number: 0, length: 0 } };

async function order(recipe: Recipe): Promise<string[]> {
  const index = new HybridIndex(recipe);
  // the best of all is like `beside`, which the query itself is no more like than `other`
  const vectors = { best: towards(1, 1), beside: towards(0.4, 1, 0.2), other: towards(0.42, 0, 1), far: towards(0, 0, 0, 1) };
  for (const [id, vector] of Object.entries(vectors)) {
    index.add(passage(id, id === 'best' ? 'green tea' : 'words'));
    index.setVector(id, quantize(vector));
  }
  const { passages } = await index.rank(query('green tea', { vector: towards(1) }));
  return passages.map((found) => found.passage.id);
}

describe('feedback', () => {
  it('brings forward what is like the best candidate, though no liker to the query', async () => {
    expect(await order({ ...PLAIN, feedback: { weight: 0, step: 0 } })).toEqual(['best', 'other', 'beside', 'far']);
    expect(await order(PLAIN)).toEqual(['best', 'beside', 'other', 'far']);
  });

  it('takes a passage that is not embedded yet for as like as the others', async () => {
    const index = new HybridIndex(PLAIN);
    for (const [id, vector] of [
      ['a', towards(1)],
      ['b', towards(0, 1)],
      ['late', null],
    ] as const) {
      index.add(passage(id, `tea ${id}`));
      if (vector) index.setVector(id, quantize(vector));
    }
    const { passages } = await index.rank(query('tea', { vector: towards(1) }));
    expect(passages.map((found) => found.passage.id)).toEqual(['a', 'late', 'b']);
    for (const { score } of passages) expect(score).toBeGreaterThanOrEqual(0);
  });
});
