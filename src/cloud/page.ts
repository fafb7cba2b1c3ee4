import { CLOUD_LIMITS } from '../contract/cloud.ts';
import type { ChunkRow, ItemRow, MetaRow } from './cloud-rows.ts';
import type { CloudReader } from './cloud-store.ts';
import { stateOf } from './state.ts';
import type { Place } from './sync-token.ts';

/** Rows that are read at a time: a page may be full of bytes long before it is full of rows. */
const READ = 64;

/** What a page of a bootstrap still takes. */
export interface Room {
  readonly items: number;
  readonly bytes: number;
  /** Nothing is on it. */
  readonly empty: boolean;
}

export const WHOLE_PAGE: Room = { items: CLOUD_LIMITS.pageItems, bytes: CLOUD_LIMITS.pageBytes, empty: true };

/** The part of a page that came from one partition. */
export interface Page<R> {
  readonly state: MetaRow;
  readonly rows: readonly R[];
  readonly place: Place;
  readonly more: boolean;
  /** What it leaves. */
  readonly room: Room;
}

/** What changed in a table since a place; all of it when the place is null. */
export function page(rows: CloudReader, table: 'items', since: Place | null, left: Room): Page<ItemRow>;
export function page(rows: CloudReader, table: 'chunks', since: Place | null, left: Room): Page<ChunkRow>;
export function page(rows: CloudReader, table: 'items' | 'chunks', since: Place | null, left: Room): Page<ItemRow | ChunkRow> {
  const state = stateOf(rows, '');
  const from = since ? { ...since, epoch: state.epoch } : { epoch: state.epoch, seq: 0, from: state.seq };
  const taken: (ItemRow | ChunkRow)[] = [];
  let room = left;
  for (let { seq } = from; ;) {
    const some = rows.since(table, seq, READ);
    for (const row of some) {
      // what was gone before the reading began was never told
      if (!isGone(row) || row.seq > from.from) {
        const next = roomBeside(row, room);
        if (!next) return { state, rows: taken, place: { ...from, seq }, more: true, room };
        room = next;
        taken.push(row);
      }
      ({ seq } = row);
    }
    if (some.length < READ) return { state, rows: taken, place: { ...from, seq: Math.max(seq, state.seq) }, more: false, room };
  }
}

/** Null when it does not fit any more. The first of a page always does. */
function roomBeside(row: ItemRow | ChunkRow, { items, bytes, empty }: Room): Room | null {
  const taken = new TextEncoder().encode(JSON.stringify(row)).length;
  return items === 0 || (taken > bytes && !empty) ? null : { items: items - 1, bytes: bytes - taken, empty: false };
}

export function isGone(row: ItemRow | ChunkRow): boolean {
  return 'item' in row ? row.item === null : row.chunk === null;
}
