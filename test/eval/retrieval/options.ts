import { parseArgs } from 'node:util';
import { PARTS } from './changed-recipes.ts';
import { DEFAULT_MODEL } from '../../../src/node/model/known-models.ts';

export interface Options {
  /** Ids of rows or names of sets; empty: all. */
  readonly only: readonly string[];
  /** Questions of each set, at even strides; 0: all. */
  readonly limit: number;
  /** What the recipes go without. */
  readonly without: readonly string[];
  /** Values of the recipes, as in `EPISODES.denseWeight=.4`. */
  readonly set: readonly string[];
  /** A model that has a name here. */
  readonly model: string;
  /** Questions are embedded anew, so that times, and what is late, are those of a call. */
  readonly live: boolean;
  readonly json: string | null;
  readonly perQuery: string | null;
  /** A file that `--per-query` wrote. */
  readonly against: string | null;
  readonly baselines: boolean;
}

export const USAGE = `npm run eval [-- options]

  --only a,b                      these rows or sets alone
  --limit N                       so many questions of each set, at even strides
  --without a,b                   the recipes without this: ${PARTS.join(', ')}
  --set EPISODES.denseWeight=.4   a value of a recipe (EPISODES, FACTS, ORG); may be given again
  --model bge-small-en-v1.5       another model
  --live                          questions are embedded anew, so that times, and what is late, are those of a call
  --no-baselines                  our own figures alone
  --json FILE                     writes the figures
  --per-query FILE                writes the scores of each question, a line each
  --against FILE                  what changed since a run that wrote --per-query FILE, question by question`;

/** @throws TypeError for an option that there is not. */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      limit: { type: 'string', default: '0' },
      without: { type: 'string', multiple: true, default: [] },
      set: { type: 'string', multiple: true, default: [] },
      'no-baselines': { type: 'boolean', default: false },
      model: { type: 'string', default: DEFAULT_MODEL },
      live: { type: 'boolean', default: false },
      json: { type: 'string' },
      'per-query': { type: 'string' },
      against: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const limit = Number(values.limit);
  if (!Number.isInteger(limit) || limit < 0) throw new TypeError('--limit takes a number of questions.');
  const named = (text = ''): string[] => text.split(',').filter(Boolean);
  return {
    only: named(values.only),
    limit,
    without: values.without.flatMap(named),
    set: values.set.flatMap(named),
    model: values.model,
    live: values.live,
    json: values.json ?? null,
    perQuery: values['per-query'] ?? null,
    against: values.against ?? null,
    baselines: !values['no-baselines'],
  };
}
