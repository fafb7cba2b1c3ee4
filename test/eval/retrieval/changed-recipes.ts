import { RECIPES, type Recipe, type Recipes } from '../../../worker/search/recipes.ts';

type Name = keyof Recipes;

/** A value of a recipe; some have values of their own. */
type Values = { readonly [key: string]: number | string | boolean | Values };

/** What `--without` takes: the values of every recipe that turn it off. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  dense: ['denseWeight=0', 'otherDenseWeight=0', 'foreignDenseWeight=0', 'modelDenseWeight=false'],
  coordination: ['coordination=0'],
  alike: ['alikeWeight=0'],
  siblings: ['siblings.share=0'],
  feedback: ['feedback.weight=0'],
  cues: ['cues.question=0', 'cues.time=0', 'cues.number=0', 'cues.length=0'],
  before: ['before.lexical=0', 'before.dense=0'],
};

/** What the recipes can go without. */
export const PARTS: readonly string[] = Object.keys(WITHOUT);

/**
 * The recipes with these values changed.
 *
 * @throws TypeError for a value that no recipe has
 */
export function changedRecipes(without: readonly string[], set: readonly string[]): Recipes {
  const names = Object.keys(RECIPES) as Name[];
  const off = without.flatMap((what) => {
    const values = WITHOUT[what];
    if (!values) throw new TypeError(`There is no ${what} to go without. There are ${PARTS.join(', ')}.`);
    return names.flatMap((name) => values.map((value) => `${name}.${value}`));
  });
  return [...off, ...set].reduce((recipes, assignment) => {
    const [path = '', value = ''] = assignment.split('=');
    const [first = '', ...keys] = path.split('.');
    const name = names.find((each) => each === first.toLowerCase());
    if (!name || keys.length === 0)
      throw new TypeError(`${assignment} is no value of a recipe. They are ${names.join(', ').toUpperCase()}, as in EPISODES.denseWeight=.4.`);
    return { ...recipes, [name]: assigned(recipes[name] as unknown as Values, keys, value, assignment) as unknown as Recipe };
  }, RECIPES);
}

function assigned(values: Values, [key = '', ...rest]: readonly string[], value: string, assignment: string): Values {
  const before = values[key];
  if (before === undefined) throw new TypeError(`${assignment}: there is no ${key}. There are ${Object.keys(values).join(', ')}.`);
  if (rest.length > 0 && typeof before === 'object') return { ...values, [key]: assigned(before, rest, value, assignment) };
  if (typeof before === 'number' && value !== '' && Number.isFinite(Number(value))) return { ...values, [key]: Number(value) };
  if (typeof before === 'boolean' && (value === 'true' || value === 'false')) return { ...values, [key]: value === 'true' };
  if (typeof before === 'string' && rest.length === 0) return { ...values, [key]: value };
  throw new TypeError(`${assignment}: ${key} takes ${typeof before === 'object' ? 'one of its own values' : `a ${typeof before}`}.`);
}
