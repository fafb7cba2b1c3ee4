import { DAMAGED } from '../../management/tombstone.ts';
import type { TableName, Tables } from '../schema.ts';
import { HEAD_KEY } from '../store.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { keyNumberOf, UnsealedError, type DataKey } from './data-key.ts';

type Row = Tables[TableName];

/**
 * What of a row stays readable: what it is looked up by, and what tells its kind. All of it is vouched for by the seal. A table
 * that is not named holds ids and counts alone and stays as it is.
 */
const PLAIN: { readonly [T in TableName]?: readonly string[] } = {
  events: ['seq', 'id', 'kind', 'sessionId'],
  sessions: ['id', 'seq'],
  memories: ['id', 'seq', 'kind'],
  segments: ['id'],
  meta: ['id'],
  chunks: ['id', 'seq'],
  indexes: ['name'],
};

/** Whether rows of this table are sealed. */
export function isSealed(table: TableName): boolean {
  return PLAIN[table] !== undefined;
}

/** A row that is about to be sealed: copied, so that it does not change any more. */
export interface Draft {
  readonly plain: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Where the head of the log stands is asked inside transactions. */
const isHead = (table: TableName, row: object): boolean => table === 'meta' && Reflect.get(row, 'id') === HEAD_KEY;

function plainOf(table: TableName, row: Row): Draft['plain'] {
  return Object.fromEntries((PLAIN[table] ?? []).map((field): [string, unknown] => [field, Reflect.get(row, field)]));
}

/** Null for a row that stays as it is. */
export function draftOf(table: TableName, row: Row): Draft | null {
  if (!isSealed(table) || isHead(table, row)) return null;
  return { plain: plainOf(table, row), bytes: 'bytes' in row ? row.bytes.slice() : new TextEncoder().encode(JSON.stringify(row)) };
}

/** How the rows of one user's store are sealed. */
export class RowSeal {
  readonly #user: string;
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  readonly #asText: boolean;

  /** `asText`: for stores whose rows are JSON. */
  constructor(user: string, asText: boolean) {
    this.#user = user;
    this.#asText = asText;
  }

  async seal(table: TableName, { plain, bytes }: Draft, key: DataKey): Promise<Row> {
    const sealed = await key.seal(bytes, this.#placeOf(table, plain));
    return (table === 'segments' ? { ...plain, bytes: sealed } : { ...plain, sealed: this.#asText ? toBase64(sealed) : sealed }) as unknown as Row;
  }

  /** The row as it was put; null for one that this user's key did not seal for this place. `keyOf` finds keys by their numbers. */
  async open<T extends TableName>(table: T, row: Tables[T], keyOf: (number: number) => DataKey | undefined): Promise<Tables[T] | null> {
    if (!isSealed(table) || isHead(table, row)) return row;
    const sealed = sealedOf(row);
    const number = sealed && keyNumberOf(sealed);
    const key = number === null ? undefined : keyOf(number);
    if (!sealed || !key) return null;
    const plain = plainOf(table, row);
    try {
      const bytes = await key.open(sealed, this.#placeOf(table, plain));
      return (table === 'segments' ? { ...plain, bytes } : JSON.parse(this.#decoder.decode(bytes))) as Tables[T];
    } catch (thrown) {
      if (thrown instanceof UnsealedError) return null;
      throw thrown;
    }
  }

  #placeOf(table: TableName, plain: Draft['plain']): Uint8Array<ArrayBuffer> {
    return this.#encoder.encode(JSON.stringify([this.#user, table, plain]));
  }
}

/** The sealed bytes of a row; null where it has none. */
function sealedOf(row: object): Uint8Array<ArrayBuffer> | null {
  const sealed: unknown = Reflect.get(row, 'bytes') ?? Reflect.get(row, 'sealed');
  if (sealed instanceof Uint8Array) return sealed as Uint8Array<ArrayBuffer>;
  return typeof sealed === 'string' ? fromBase64(sealed) : null;
}

/** True for a row that was sealed by somebody; a segment's bytes tell that by their first one. */
export function looksSealed(table: TableName, row: object): boolean {
  return table !== 'segments' && 'sealed' in row;
}

/**
 * What is handed on in the place of a row that does not open: those who read it find it damaged, as any other damaged row, and
 * make it again where that can be done. Null for a row without which everything goes on.
 */
export function damagedRow<T extends TableName>(table: T, row: Tables[T]): Tables[T] | null {
  if (table === 'meta') return null;
  // whatever else stands in it was sealed by nobody: a plain row in the place of a sealed one would be taken for what was said
  const plain = plainOf(table, row);
  const rest = table === 'events' ? { at: '', payload: DAMAGED } : table === 'segments' ? { bytes: new Uint8Array() } : {};
  return { ...plain, ...rest } as unknown as Tables[T];
}
