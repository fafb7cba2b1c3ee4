import { describe, expect, it } from 'vitest';
import { denseWeightOf } from '../../../worker/search/dense-weight.ts';
import { analyse } from '../../../worker/search/query.ts';
import { EPISODES, FACTS, ORG } from '../../../worker/search/recipes.ts';

const asked = (text: string) => analyse(text, Promise.resolve({ vector: null, reason: 'off' }));
const ENGLISH = asked('Where is the key of the house?');
const GERMAN = asked('Wo ist der Schlüssel für das Haus?');
const HINDI = asked('घर की चाबी कहाँ है?');

describe('the weight of the cosine', () => {
  it('is less for another language than English, and least for another script', () => {
    for (const recipe of [EPISODES, FACTS, ORG]) {
      expect(denseWeightOf(ENGLISH, recipe)).toBe(recipe.denseWeight);
      expect(denseWeightOf(GERMAN, recipe)).toBe(recipe.otherDenseWeight);
      expect(denseWeightOf(HINDI, recipe)).toBe(recipe.foreignDenseWeight);
    }
  });

  it('is the same for every language where the model knows many', () => {
    for (const query of [ENGLISH, GERMAN, HINDI]) expect(denseWeightOf(query, ORG, { languages: 'many' })).toBe(ORG.denseWeight);
  });

  it('is what the model asks for, but in talk', () => {
    const model = { denseWeight: 0.7 };
    expect(denseWeightOf(ENGLISH, FACTS, model)).toBe(0.7);
    expect(denseWeightOf(ENGLISH, ORG, model)).toBe(0.7);
    expect(denseWeightOf(ENGLISH, EPISODES, model)).toBe(EPISODES.denseWeight);
    expect(denseWeightOf(HINDI, FACTS, model)).toBe(FACTS.foreignDenseWeight);
  });
});
