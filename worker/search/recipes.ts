import { fuseAbsolute, fuseStandardised, type Fused, type FusionInput } from './fusion.ts';

/** How one index is searched. The values come from measured retrieval (`npm run eval`), not from taste. */
export interface Recipe {
  readonly coordination: number;
  readonly denseWeight: number;
  /** Weight of the cosine when the query is mostly not Latin and the model knows English alone. */
  readonly foreignDenseWeight: number;
  readonly fuse: (input: FusionInput) => Fused[];
  /** What the best passage of a document lends to its other passages. */
  readonly siblingShare: number;
}

/** What people said, turn by turn. */
export const EPISODES: Recipe = { coordination: 1, denseWeight: 0.5, foreignDenseWeight: 0.1, fuse: fuseStandardised, siblingShare: 0 };

/** Facts about the user. */
export const FACTS: Recipe = { coordination: 0.5, denseWeight: 0.5, foreignDenseWeight: 0.1, fuse: fuseAbsolute, siblingShare: 0 };

/** The organisation's documents. */
export const ORG: Recipe = { coordination: 0.5, denseWeight: 0.5, foreignDenseWeight: 0.1, fuse: fuseAbsolute, siblingShare: 0.5 };

/** Candidates taken from each side. */
export const CANDIDATES = 100;
