import { expect, it } from 'vitest';
import { RECIPES } from '../../../worker/search/recipes.ts';
import { changedRecipes, PARTS } from './changed-recipes.ts';

it('changes one value of one recipe and leaves the others as they are', () => {
  const changed = changedRecipes([], ['EPISODES.denseWeight=.4']);
  expect(changed).toEqual({ ...RECIPES, episodes: { ...RECIPES.episodes, denseWeight: 0.4 } });
});

it('goes without meaning in every recipe, unless a value says otherwise', () => {
  const { episodes, facts, org } = changedRecipes(['dense'], ['org.denseWeight=1']);
  expect([episodes.denseWeight, facts.denseWeight, org.denseWeight]).toEqual([0, 0, 1]);
});

it.each([['EPISODES.denseWait=1'], ['PROFILE.denseWeight=1'], ['EPISODES=1'], ['EPISODES.denseWeight='], ['EPISODES.denseWeight=lots']])(
  'refuses %s',
  (assignment) => {
    expect(() => changedRecipes([], [assignment])).toThrow(TypeError);
  },
);

it('knows every value that it turns off', () => {
  const { org } = changedRecipes(PARTS, []);
  expect(org).toMatchObject({ denseWeight: 0, coordination: 0, siblings: { share: 0, depth: RECIPES.org.siblings.depth }, feedback: { weight: 0 } });
});

it('names what there is to go without', () => {
  expect(() => changedRecipes(['luck'], [])).toThrow('dense');
});
