import type { ChunkRow, MetaRow } from './cloud-rows.ts';
import type { CloudStore } from './cloud-store.ts';
import { page, type Page, type Room } from './page.ts';
import { stateOf } from './state.ts';
import type { Place } from './sync-token.ts';

/** A project's org lane, as calls about one of its users read it. It may lie on another machine: all that goes in and out is data. */
export interface OrgLane {
  /** Where the partition stands. */
  state(partition: string): Promise<MetaRow>;
  /** Chunks that changed since a place, as many as there is room for. */
  page(partition: string, since: Place | null, left: Room): Promise<Page<ChunkRow>>;
}

/** The org lanes of a store that holds them beside the users. */
export function orgLaneOf(store: CloudStore): OrgLane {
  return {
    state: (partition) => store.read(partition, (rows) => stateOf(rows, '')),
    page: (partition, since, left) => store.read(partition, (rows) => page(rows, 'chunks', since, left)),
  };
}
