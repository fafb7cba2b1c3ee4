import type { ModelTraits } from '../../src/contract/protocol.ts';
import type { Query } from './query.ts';
import type { Recipe } from './recipes.ts';

/** What the cosine weighs for a query, 0 to 1: little where the model hardly knows its language. */
export function denseWeightOf({ latinShare, language }: Pick<Query, 'latinShare' | 'language'>, recipe: Recipe, model: ModelTraits = {}): number {
  const weight = (recipe.modelDenseWeight ? model.denseWeight : undefined) ?? recipe.denseWeight;
  if (model.languages === 'many') return weight;
  if (latinShare < 0.5) return Math.min(weight, recipe.foreignDenseWeight);
  return language === 'other' ? Math.min(weight, recipe.otherDenseWeight) : weight;
}
