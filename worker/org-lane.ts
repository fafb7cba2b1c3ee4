import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../src/contract/local.ts';
import type { OrgHit } from '../src/contract/types.ts';
import type { Backfill } from './embed/backfill.ts';
import type { Lane } from './lanes/lane.ts';
import type { OrgView } from './lanes/org.ts';
import type { OrgTarget } from './sync/apply-org.ts';

/** What the users of a workspace have in common, as one runtime uses it: wherever its chunks lie, and whatever searches them. */
export interface OrgLane {
  /** Answers recalls. */
  readonly lane: Lane<OrgHit>;
  /** Its chunks, as far as they are in this memory, and the number of what was written last. */
  readonly memory: OrgView & { readonly version: number };
  /** Chunks in all, wherever they are. */
  readonly size: number;
  /** `ready`: a query's embedding is of use here. `pending`: texts that this lane has yet to embed. */
  readonly backfill: Pick<Backfill, 'ready' | 'pending'>;
  /** Before a recall: sees to what others wrote, and waits for nothing that is far away. */
  catchUp(): Promise<void>;
  create(request: IndexCreateRequest, now: string): Promise<IndexCreateResponse>;
  list(): Promise<IndexListResponse>;
  /** What pages of the cloud are applied to. */
  target(now: () => string): Promise<OrgTarget>;
  close(): Promise<void>;
}
