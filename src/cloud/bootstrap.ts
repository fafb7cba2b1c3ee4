import { CLOUD_LIMITS, type CloudBootstrapResponse, type CloudChunk, type CloudMemory } from '../contract/cloud.ts';
import { DEFAULT_BUDGETS } from '../contract/defaults.ts';
import type { ChunkRow, ItemRow, MetaRow } from './cloud-rows.ts';
import type { CloudReader, CloudStore } from './cloud-store.ts';
import { cloudChunk } from './org.ts';
import { stateOf } from './state.ts';
import type { Place, Places, SyncTokens } from './sync-token.ts';

/** Rows that are read at a time: a page may be full of bytes long before it is full of rows. */
const READ = 64;

/** Whose lanes are asked for; `user` is null for the org lane alone. */
export interface Asked {
  readonly org: string;
  readonly user: string | null;
  readonly since: string | null;
}

/** One page of what changed since a token. */
export async function bootstrap({ org, user, since }: Asked, store: CloudStore, tokens: SyncTokens): Promise<CloudBootstrapResponse> {
  const known = await tokens.read(since, org, user);
  const room = new Room();
  const states = [await store.read(org, (rows) => stateOf(rows, '')), user === null ? null : await store.read(user, (rows) => stateOf(rows, ''))] as const;
  const places = known && agrees(known.org, states[0]) && (states[1] === null || (known.user !== null && agrees(known.user, states[1]))) ? known : null;
  const full = places?.full ?? true;
  const memories = user === null ? null : await store.read(user, (rows) => page(rows, 'items', begin(places?.user, stateOf(rows, '')), room));
  const chunks = await store.read(org, (rows) => page(rows, 'chunks', begin(places?.org, stateOf(rows, '')), room));
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

function begin(place: Place | null | undefined, { epoch, seq }: MetaRow): Place {
  return place ? { ...place, epoch } : { epoch, seq: 0, from: seq };
}

/** What one page still takes. */
class Room {
  #items: number = CLOUD_LIMITS.pageItems;
  #bytes: number = CLOUD_LIMITS.pageBytes;
  #empty = true;

  get items(): number {
    return this.#items;
  }

  /** False when it does not fit any more. The first of a page always does. */
  take(row: ItemRow | ChunkRow): boolean {
    const bytes = new TextEncoder().encode(JSON.stringify(row)).length;
    if (this.#items === 0 || (bytes > this.#bytes && !this.#empty)) return false;
    this.#empty = false;
    this.#items -= 1;
    this.#bytes -= bytes;
    return true;
  }
}

interface Page<R> {
  readonly state: MetaRow;
  readonly rows: readonly R[];
  readonly place: Place;
  readonly more: boolean;
}

function page(rows: CloudReader, table: 'items', from: Place, room: Room): Page<ItemRow>;
function page(rows: CloudReader, table: 'chunks', from: Place, room: Room): Page<ChunkRow>;
function page(rows: CloudReader, table: 'items' | 'chunks', from: Place, room: Room): Page<ItemRow | ChunkRow> {
  const state = stateOf(rows, '');
  const taken: (ItemRow | ChunkRow)[] = [];
  for (let { seq } = from; ;) {
    const some = rows.since(table, seq, READ);
    for (const row of some) {
      // what was gone before the reading began was never told
      const silent = isGone(row) && row.seq <= from.from;
      if (!silent && !room.take(row)) return { state, rows: taken, place: { ...from, seq }, more: true };
      if (!silent) taken.push(row);
      ({ seq } = row);
    }
    if (some.length < READ) return { state, rows: taken, place: { ...from, seq: Math.max(seq, state.seq) }, more: false };
  }
}

function isGone(row: ItemRow | ChunkRow): boolean {
  return 'item' in row ? row.item === null : row.chunk === null;
}

function memoriesOf(rows: readonly ItemRow[]): { items: CloudMemory[]; removed: string[] } {
  return { items: rows.flatMap(({ item }) => item ?? []), removed: rows.filter(isGone).map(({ memoryId }) => memoryId) };
}

function chunksOf(rows: readonly ChunkRow[]): { chunks: CloudChunk[]; removed: string[] } {
  return { chunks: rows.flatMap((row) => (row.chunk ? cloudChunk(row, row.chunk) : [])), removed: rows.filter(isGone).map(({ id }) => id) };
}
