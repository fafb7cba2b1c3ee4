import { describe, expect, it } from 'vitest';
import { HybridIndex } from '../../../worker/search/hybrid.ts';
import { analyse, type LineBefore } from '../../../worker/search/query.ts';
import { FACTS } from '../../../worker/search/recipes.ts';
import { terms } from '../../../worker/search/tokens.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { passage, unit } from './passages.ts';

const DIMENSION = 8;

function line(text: string, vector: Float32Array | null): LineBefore {
  return { id: text, terms: terms(text), vector: async () => vector };
}
function trips(): HybridIndex {
  const index = new HybridIndex(FACTS);
  ['Rome with Anna', 'Oslo with Ben', 'tea at home'].forEach((text, axis) => {
    index.add(passage(text, text));
    index.setVector(text, quantize(unit(DIMENSION, axis)));
  });
  return index;
}
async function found(text: string, before: readonly LineBefore[], vector: Float32Array | null = null): Promise<string[]> {
  const embedding = Promise.resolve(vector ? { vector } : { vector: null, reason: 'off' as const });
  const ranking = await trips().rank(analyse(text, embedding, () => before));
  return ranking.passages.filter(({ score }) => score > 0).map((each) => each.passage.id);
}

describe('lines before a query', () => {
  it('tell by their words what a line of talk is about', async () => {
    expect(await found('I would love to go again.', [])).toEqual([]);
    expect(await found('I would love to go again.', [line('We were in Oslo.', null)])).toEqual(['Oslo with Ben']);
  });

  it('tell by their meaning what a line of talk is about', async () => {
    const own = unit(DIMENSION, 2, 0.1);
    expect((await found('I would love to go again.', [], own))[0]).toBe('tea at home');
    const lines = [unit(DIMENSION, 0), unit(DIMENSION, 0), unit(DIMENSION, 0)].map((vector, i) => line(`that ${i}`, vector));
    expect((await found('I would love to go again.', lines, own)).slice(0, 2)).toEqual(['Rome with Anna', 'tea at home']);
  });

  it('change nothing for a question that names what it is about, and are not even asked for', async () => {
    const asked = analyse('Who was in Rome with me and Anna?', Promise.resolve({ vector: null, reason: 'off' }), () => {
      throw new Error('asked for');
    });
    expect((await trips().rank(asked)).passages.map((each) => each.passage.id)).toEqual(['Rome with Anna']);
  });

  it('are part of what a hint has prepared: other lines, another answer', async () => {
    const index = trips();
    const answer = async (before: LineBefore): Promise<string | undefined> => {
      const asked = analyse('I would love that.', Promise.resolve({ vector: unit(DIMENSION, 5) }), () => [before]);
      return (await index.rank(asked)).passages[0]?.passage.id;
    };
    expect(await answer(line('Oslo', null))).toBe('Oslo with Ben');
    expect(await answer(line('Rome', null))).toBe('Rome with Anna');
  });

  it('are told by what they say, not by an id that may come again with other words', async () => {
    const index = trips();
    const answer = async (text: string): Promise<string | undefined> => {
      const before = { ...line(text, null), id: 'm1#0' };
      const asked = analyse('I would love that.', Promise.resolve({ vector: unit(DIMENSION, 5) }), () => [before]);
      return (await index.rank(asked)).passages[0]?.passage.id;
    };
    expect(await answer('Oslo')).toBe('Oslo with Ben');
    expect(await answer('Rome')).toBe('Rome with Anna');
  });

  it('are part of a prepared answer only when all of them were embedded in time', async () => {
    const index = trips();
    let vector: Float32Array | null = null;
    const answer = async (): Promise<string | undefined> => {
      const before: LineBefore = { id: 'l', terms: [], vector: async () => vector };
      const asked = analyse('I would love that.', Promise.resolve({ vector: unit(DIMENSION, 2, 0.01) }), () => [before, before, before]);
      return (await index.rank(asked)).passages[0]?.passage.id;
    };
    expect(await answer()).toBe('tea at home');
    vector = unit(DIMENSION, 0);
    expect(await answer()).toBe('Rome with Anna');
  });

  it('are not waited for where there is nothing to compare them with', async () => {
    const index = new HybridIndex(FACTS);
    index.add(passage('a', 'Rome with Anna'));
    const never: LineBefore = { id: 'l', terms: [], vector: () => new Promise(() => undefined) };
    const asked = analyse('I would love that.', Promise.resolve({ vector: unit(DIMENSION, 0) }), () => [never]);
    expect((await index.rank(asked)).dense).toBe(false);
  });

  it('score no higher than 1 together, and what matches only them below what matches the query too', async () => {
    const index = trips();
    const asked = analyse('Rome with Anna!', Promise.resolve({ vector: unit(DIMENSION, 0) }), () => [line('Oslo with Ben', unit(DIMENSION, 1))]);
    const { passages } = await index.rank(asked);
    expect(passages.map((each) => each.passage.id)).toEqual(['Rome with Anna', 'Oslo with Ben', 'tea at home']);
    for (const { score } of passages) expect(score).toBeLessThanOrEqual(1);
  });
});
