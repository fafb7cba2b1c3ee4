import type { CloudRate } from '../../../src/cloud/rate-limit.ts';

/** What a test says of a call, in a header. */
export interface Told {
  /** Its objects are others than those of any other test. */
  readonly world?: string;
  /** The time, where a test turns it. */
  readonly clock?: { readonly now: number; readonly elapsed: number };
  /** Null: none. */
  readonly rate?: CloudRate | null;
  /** The object that answers has no model, if this is the first call of its life. */
  readonly noModel?: boolean;
  /** Throws the object out of memory instead of asking it, as the platform does when it likes. */
  readonly evict?: boolean;
}

export const TOLD = 'x-test';

/** How the model of these tests behaves, and what it was given. */
export interface ModelTold {
  readonly failing: boolean;
  /** Answers nothing until it is let go. */
  readonly held: boolean;
  readonly seen: readonly string[];
}
