import type { Doc } from '../data.ts';

/** The best ten ids, best first. */
export type Search = (query: string) => readonly string[] | Promise<readonly string[]>;

/** Another way to search, for comparison: each record is an item. */
export interface Baseline {
  readonly name: string;
  readonly build: (docs: readonly Doc[]) => Search | Promise<Search>;
}

export const TOP = 10;
