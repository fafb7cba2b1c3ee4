import type { CueWeights } from './cues.ts';

/** How one index is searched: plain numbers, each chosen by a measurement of `npm run eval`, not by taste. */
export interface Recipe {
  /** Exponent of the share of query terms that matched: 1 for talk, .5 for text. */
  readonly coordination: number;
  /** What a word counts that is spelt much like the query's, where that one is missing: what was misheard or mistyped is found. */
  readonly alikeWeight: number;
  /** How the two sides become one sum; see `fusion.ts`. */
  readonly fusion: 'standardised' | 'absolute';
  /** Weight of the cosine, 0 to 1. */
  readonly denseWeight: number;
  /** The same for a query in another language of Latin letters, where the model knows English alone. */
  readonly otherDenseWeight: number;
  /** The same for a query that is mostly not in Latin letters. */
  readonly foreignDenseWeight: number;
  /** A model that asks for a weight of its own is given it. */
  readonly modelDenseWeight: boolean;
  /** Candidates taken from each side. */
  readonly candidates: number;
  /** What a passage is lent by the best of its document, which is its best `depth` passages, the n-th counted 1/n. */
  readonly siblings: { readonly share: number; readonly depth: number };
  /** Weight of the likeness to the query moved towards the best candidate by `step`; 0: none. */
  readonly feedback: { readonly weight: number; readonly step: number };
  readonly cues: CueWeights;
  /** What the user's `lines` lines before it count, by words and by meaning, for a query that is no question. */
  readonly before: { readonly lines: number; readonly lexical: number; readonly dense: number };
}

const NO_CUES: CueWeights = { question: 0, time: 0, number: 0, length: 0 };

/** What people said, turn by turn. A day of a session is a document. */
export const EPISODES: Recipe = {
  coordination: 1,
  alikeWeight: 0.3,
  fusion: 'standardised',
  denseWeight: 0.4,
  otherDenseWeight: 0.4,
  foreignDenseWeight: 0.1,
  modelDenseWeight: false,
  candidates: 70,
  siblings: { share: 0.3, depth: 1 },
  feedback: { weight: 0.3, step: 0.6 },
  cues: { question: 0.5, time: 0.9, number: 0.6, length: 0.3 },
  before: { lines: 0, lexical: 0, dense: 0 },
};

/** Facts about the user. Those that hold from one day on are a document. */
export const FACTS: Recipe = {
  coordination: 0.5,
  alikeWeight: 0.3,
  fusion: 'absolute',
  denseWeight: 0.5,
  otherDenseWeight: 0.4,
  foreignDenseWeight: 0.1,
  modelDenseWeight: true,
  candidates: 70,
  siblings: { share: 0.5, depth: 1 },
  feedback: { weight: 0, step: 0 },
  cues: { ...NO_CUES, time: 0.02, number: 0.02 },
  before: { lines: 3, lexical: 1, dense: 0.4 },
};

/** The organisation's documents. */
export const ORG: Recipe = {
  coordination: 0.5,
  alikeWeight: 0,
  fusion: 'absolute',
  denseWeight: 0.65,
  otherDenseWeight: 0.4,
  foreignDenseWeight: 0.1,
  modelDenseWeight: true,
  candidates: 200,
  siblings: { share: 2, depth: 3 },
  feedback: { weight: 0, step: 0 },
  cues: NO_CUES,
  before: { lines: 3, lexical: 1, dense: 0.4 },
};

/** The recipes of all lanes. */
export interface Recipes {
  readonly episodes: Recipe;
  readonly facts: Recipe;
  readonly org: Recipe;
}

export const RECIPES: Recipes = { episodes: EPISODES, facts: FACTS, org: ORG };
