import type { OrgHit, PermanentHit, ProfileSnapshot, SourceWhy, WorkingHit } from '../../src/contract/types.ts';
import type { ContextLine } from '../composer.ts';
import type { RankedPassage } from '../search/passage.ts';
import type { Query } from '../search/query.ts';
import type { Intent } from './intent.ts';

/** What a lane is asked. */
export interface LaneRequest {
  readonly query: Query;
  readonly sessionId: string;
  /** Items wanted; 0 means none, and no lines either. */
  readonly topK: number;
  /** Left out: {@link Intent} `answer`. */
  readonly intent?: Intent;
}

/** One item that a lane found. */
export interface LaneHit<T> {
  /** The memory, turn or chunk; two lanes that show one turn name it alike. */
  readonly id: string;
  readonly score: number;
  readonly item: T;
  /** What `sources` calls it, where that differs from `id`. */
  readonly source?: string;
  /** Its best passage, where it was found by the query. */
  readonly found?: RankedPassage;
}

/** Where an item comes from, as {@link SourceWhy} tells it. */
export type Origin = Pick<SourceWhy, 'sourceTurn' | 'validFrom' | 'validTo'>;

/** What a lane answers: items for the response and lines for contextText, each best first. */
export interface LaneAnswer<T> {
  readonly hits: readonly LaneHit<T>[];
  readonly lines: Iterable<ContextLine>;
  /** Set when the lane answered by words alone although it holds vectors. */
  readonly lexicalOnly: boolean;
  /** What `sources` calls an item, where that differs from its id. */
  readonly sourceOf?: (item: string) => string | undefined;
  /** Asked for the few items that are explained. */
  readonly originOf?: (item: string) => Origin | undefined;
}

/** One source of memory. A lane may throw or hang: the recall goes on without it. */
export interface Lane<T> {
  search(request: LaneRequest): Promise<LaneAnswer<T>>;
}

/** The four lanes of a recall. */
export interface Lanes {
  readonly profile: Lane<ProfileSnapshot>;
  readonly working: Lane<WorkingHit>;
  readonly permanent: Lane<PermanentHit>;
  readonly org: Lane<OrgHit>;
}

export const NOTHING: LaneAnswer<never> = { hits: [], lines: [], lexicalOnly: false };
