import { compareKeys, keyOf } from '../../worker/store/rows.ts';
import { TABLES, type TableName, type Tables } from '../../worker/store/schema.ts';
import type { ScanRange, Store } from '../../worker/store/store.ts';

/** What one call brings at most, far below the 32 MiB of the platform: the last row may be of 2 MB, and a character of two bytes. */
const PAGE_ROWS = 1_000;
export const PAGE_BYTES = 8_000_000;
/** Rows that are read at a time: a page may be full of bytes long before it is full of rows. */
const READ = 16;

/** The rows that a scan would bring, without an end of its own. */
export type PagedRange = Omit<ScanRange, 'limit'>;

/** A row's place in a scan: what it is sorted by, and its key among those that are sorted alike. */
export interface Place {
  readonly at: string | number;
  readonly key: string | number;
}

/** Some rows of a scan, and the place of the last one; null where no more follow. */
export interface Page<T extends TableName> {
  readonly rows: Tables[T][];
  readonly last: Place | null;
}

/**
 * The rows of a scan behind `last`, as many as one call may bring. Between two pages others may write: by an index that only
 * grows, what they change is told behind what was there.
 */
export async function pageOf<T extends TableName>(store: Pick<Store, 'scan'>, table: T, range: PagedRange, last: Place | null): Promise<Page<T>> {
  const { key, indexes } = TABLES[table];
  const sortedBy = range.index === undefined ? key : indexes[range.index]!;
  const rows: Tables[T][] = [];
  let bytes = 0;
  for (let place = last; ;) {
    const some = await following(store, table, range, place);
    if (some.length === 0) return { rows, last: null };
    for (const row of some) {
      rows.push(row);
      bytes += bytesOf(row);
      place = { at: keyOf(row, sortedBy), key: keyOf(row, key) };
      if (rows.length === PAGE_ROWS || bytes >= PAGE_BYTES) return { rows, last: place };
    }
  }
}

/** The next rows: first those that are sorted alike, which one writing may have made many of. */
async function following<T extends TableName>(store: Pick<Store, 'scan'>, table: T, range: PagedRange, last: Place | null): Promise<Tables[T][]> {
  if (!last) return store.scan(table, { ...range, limit: READ });
  const alike = await store.scan(table, { ...range, equals: last.at });
  const beside = alike.filter((row) => compareKeys(keyOf(row, TABLES[table].key), last.key) > 0);
  return beside.length > 0 ? beside : store.scan(table, { ...range, after: last.at, limit: READ });
}

/** Bytes of a row, about: characters count as one. */
export function bytesOf(row: Tables[TableName]): number {
  return 'bytes' in row ? row.bytes.byteLength : JSON.stringify(row).length;
}
