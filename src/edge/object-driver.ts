import { RuntimeError } from '../contract/errors.ts';
import type { SqliteDriver, SqlRow, SqlValue } from '../../worker/store/sqlite-driver.ts';
import { StoreDamagedError } from '../../worker/store/store-errors.ts';
import type { ObjectStorage } from './platform.ts';

const VERSION_KEY = 'memoair:schema';

/** Bytes of a row at most. https://developers.cloudflare.com/durable-objects/platform/limits/ */
const ROW_BYTES = 2_000_000;

/** Options of {@link objectDriver}. */
export interface ObjectDriverOptions {
  /** What errors call the database. */
  readonly name: string;
  /** Called in the same turn as a transaction that is not to be lost, so that an alarm set here is stored with it or not at all. */
  readonly onCommit?: () => void;
}

/**
 * The SQLite of a Durable Object. There is one connection, and an answer leaves the object only when what was written before
 * it is on disk, so nothing is ever busy and every transaction is strict.
 */
export function objectDriver(storage: ObjectStorage, { name, onCommit }: ObjectDriverOptions): SqliteDriver {
  const exec = (sql: string, parameters: readonly SqlValue[] = []): readonly SqlRow[] => {
    assertFits(parameters);
    try {
      // to the end: what is half read must not outlive the turn
      return Array.from(storage.sql.exec(sql, ...parameters.map(bound)).raw(), (row) => row.map(read));
    } catch (thrown) {
      throw translated(thrown, name);
    }
  };
  return {
    exec,
    transaction: (work, durability) => {
      const result = storage.transactionSync(work);
      if (durability === 'strict') onCommit?.();
      return result;
    },
    // pragmas are refused here
    version: () => Number(storage.kv.get(VERSION_KEY) ?? 0),
    setVersion: (version) => storage.kv.put(VERSION_KEY, version),
    close: () => undefined,
  };
}

/** Bytes are bound as a buffer of their own. */
function bound(value: SqlValue): string | number | ArrayBuffer | null {
  if (!(value instanceof Uint8Array)) return value;
  const { buffer, byteLength } = value;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : value.slice().buffer;
}

function read(value: unknown): SqlValue {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : (value as SqlValue);
}

/** Before SQLite looks at it: on a developer's machine it takes more than where the code will run. */
function assertFits(parameters: readonly SqlValue[]): void {
  // a unit is three bytes of UTF-8 at most, so that few texts have to be counted
  if (bytesOf(parameters, ({ length }) => length * 3) <= ROW_BYTES || bytesOf(parameters, utf8Bytes) <= ROW_BYTES) return;
  throw new RuntimeError('runtime.bad_request', 'This is more than one row of this storage holds, which is 2 MB. Send less at a time.', {
    status: 413,
    details: { reason: 'row_too_large', limit: ROW_BYTES },
  });
}

function bytesOf(parameters: readonly SqlValue[], textBytes: (text: string) => number): number {
  let bytes = 0;
  for (const value of parameters) bytes += typeof value === 'string' ? textBytes(value) : value instanceof Uint8Array ? value.length : 8;
  return bytes;
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** SQLite's own codes, which stand nowhere but in the message. */
const CODE = /\bSQLITE_(FULL|CORRUPT|NOTADB)/;

function translated(thrown: unknown, name: string): unknown {
  const code = thrown instanceof Error ? CODE.exec(thrown.message)?.[1] : undefined;
  if (code === 'FULL') return new DOMException('The storage of this object is full.', 'QuotaExceededError');
  return code === undefined ? thrown : new StoreDamagedError(name, { cause: thrown });
}
