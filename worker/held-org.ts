import type { OrgView } from './lanes/org.ts';
import { OrgRows } from './org-rows.ts';
import { HybridIndex } from './search/hybrid.ts';
import type { Query } from './search/query.ts';
import type { Ranking } from './search/ranking.ts';
import { ORG, type Recipe } from './search/recipes.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import type { ChunkRow, Tables } from './store/schema.ts';

/** The chunks of a workspace in memory, and their index: data alone, so that several {@link OrgMemory | memories} may have it in common. */
export class HeldOrg implements OrgView {
  readonly chunks: HybridIndex;
  readonly recipe: Recipe;
  readonly rows: OrgRows = new OrgRows();
  /** Number of what was written last. */
  head = 0;

  constructor(arena: VectorArena, recipe: Recipe = ORG) {
    this.recipe = recipe;
    this.chunks = new HybridIndex(recipe, arena);
  }

  rank(query: Query): Promise<Ranking> {
    return this.chunks.rank(query);
  }

  /** Takes a stored row, and leaves the index as it is. */
  hold(row: Tables['chunks']): void {
    Array.from(this.rows.take(row));
  }

  chunk(id: string): ChunkRow | undefined {
    return this.rows.get(id);
  }

  /** Grows with every writing; what session/start reports as the org manifest. */
  get version(): number {
    return this.head;
  }
}
