import type { MetaRow, TableName, Tables } from './schema.ts';
import type { Write } from './store.ts';

/** Order of IndexedDB: numbers before strings, strings by UTF-16 code unit. Negative when `a` comes first. */
export function compareKeys(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * The row to hand to the structured clone. Cloning a view clones the whole buffer behind it, so bytes cut out of a
 * batch or out of WASM memory would take all of that with them, and those in shared memory could not be stored at all.
 * https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal
 */
export function rowToStore(write: Extract<Write, { put: unknown }>): Tables[TableName] {
  if (write.table !== 'segments') return write.put;
  const { bytes } = write.put;
  const ownsItsBuffer = bytes.buffer instanceof ArrayBuffer && bytes.buffer.byteLength === bytes.byteLength;
  return ownsItsBuffer ? write.put : { ...write.put, bytes: bytes.slice() };
}

/** The head that the row under `HEAD_KEY` holds; 0 while there is none. */
export function headOf(row: MetaRow | undefined): number {
  return typeof row?.value === 'number' ? row.value : 0;
}

/** The key of `row` under `property`. Throws a TypeError for a row that has none, as such a row cannot be stored. */
export function keyOf(row: object, property: string): string | number {
  const key: unknown = Reflect.get(row, property);
  if (typeof key === 'string' || typeof key === 'number') return key;
  throw new TypeError(`A row needs a string or a number as its ${property}.`);
}

/** The write that removes what is under `key`, for any table: the compiler tells tables apart only where each is named. */
export function removal(table: TableName, key: string | number): Write;
export function removal(table: TableName, key: string | number): object {
  return { table, remove: key };
}
