import type { CloudBootstrapResponse, CloudChunk, CloudMemory } from '../contract/cloud.ts';
import { DEFAULT_BUDGETS } from '../contract/defaults.ts';
import type { ChunkRow, ItemRow, MetaRow } from './cloud-rows.ts';
import type { CloudStore } from './cloud-store.ts';
import { cloudChunk } from './org.ts';
import type { OrgLane } from './org-lane.ts';
import { isGone, page, WHOLE_PAGE } from './page.ts';
import { stateOf } from './state.ts';
import type { Place, Places, SyncTokens } from './sync-token.ts';

/** Whose lanes are asked for; `user` is null for the org lane alone. */
export interface Asked {
  readonly org: string;
  readonly user: string | null;
  readonly since: string | null;
}

/** Where it is read. */
export interface Read {
  readonly store: CloudStore;
  readonly lane: OrgLane;
  readonly tokens: SyncTokens;
}

/** One page of what changed since a token. */
export async function bootstrap({ org, user, since }: Asked, { store, lane, tokens }: Read): Promise<CloudBootstrapResponse> {
  const known = await tokens.read(since, org, user);
  const states = [await lane.state(org), user === null ? null : await store.read(user, (rows) => stateOf(rows, ''))] as const;
  const places = known && agrees(known.org, states[0]) && (states[1] === null || (known.user !== null && agrees(known.user, states[1]))) ? known : null;
  const full = places?.full ?? true;
  const memories = user === null ? null : await store.read(user, (rows) => page(rows, 'items', places?.user ?? null, WHOLE_PAGE));
  const chunks = await lane.page(org, places?.org ?? null, memories?.room ?? WHOLE_PAGE);
  const more = memories?.more === true || chunks.more;
  const at: Places = { org: chunks.place, user: memories?.place ?? null, full: full && more };
  return {
    full,
    profile: memories?.state.profile ?? null,
    permanent: { manifestVersion: memories?.state.seq ?? 0, ...memoriesOf(memories?.rows ?? []) },
    org: { manifestVersion: chunks.state.seq, ...chunksOf(chunks.rows) },
    budgets: DEFAULT_BUDGETS,
    syncToken: await tokens.write(org, user, at),
    more,
  };
}

/** A partition that was empty when the token was written may have got its epoch since. */
function agrees({ epoch, seq }: Place, state: MetaRow): boolean {
  return epoch === state.epoch || (epoch === '' && seq === 0);
}

function memoriesOf(rows: readonly ItemRow[]): { items: CloudMemory[]; removed: string[] } {
  return { items: rows.flatMap(({ item }) => item ?? []), removed: rows.filter(isGone).map(({ memoryId }) => memoryId) };
}

function chunksOf(rows: readonly ChunkRow[]): { chunks: CloudChunk[]; removed: string[] } {
  return { chunks: rows.flatMap((row) => (row.chunk ? cloudChunk(row, row.chunk) : [])), removed: rows.filter(isGone).map(({ id }) => id) };
}
