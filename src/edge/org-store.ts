import { RuntimeError } from '../contract/errors.ts';
import { uuid } from '../contract/uuid.ts';
import type { SegmentRow, TableName, Tables } from '../../worker/store/schema.ts';
import { StoreClosedError, type CommitOutcome, type Guard, type ScanRange, type Store, type Write } from '../../worker/store/store.ts';
import type { SnapshotBucket } from './org/bucket.ts';
import { readPart } from './org/snapshot.ts';
import type { OrgRows } from './org-object.ts';
import { bytesOf, PAGE_BYTES, type Page, type Place } from './org-pages.ts';

/** One commit at most, in bytes: the org object gathers it in its memory. */
const COMMIT_BYTES = 48_000_000;
/** Tries of a commit in pieces: the org object may be evicted between two of them. */
const TRIES = 3;
/** Parts of a snapshot that are read at the same time. */
const AT_ONCE = 4;

/**
 * The org lane's rows in the object of their workspace, as a {@link Store} of a user's object. What a call between objects cannot
 * bring, 32 MiB, goes in pieces. A whole reading comes from the snapshot in the bucket, where there is one, and from the object what is newer.
 */
export class OrgStore implements Store {
  readonly kind = 'sqlite';
  readonly #rows: () => OrgRows;
  readonly #bucket: Pick<SnapshotBucket, 'get'> | undefined;
  #closed = false;

  /** `rows` is asked for each call: what it gives is good for the turn alone. */
  constructor(rows: () => OrgRows, bucket?: Pick<SnapshotBucket, 'get'>) {
    this.#rows = rows;
    this.#bucket = bucket;
  }

  async get<T extends TableName>(table: T, key: string | number): Promise<Tables[T] | undefined> {
    return this.#open().get(table, key);
  }

  async scan<T extends TableName>(table: T, range: ScanRange = {}): Promise<Tables[T][]> {
    const whole = range.equals === undefined && range.limit === undefined && (range.after ?? 0) === 0;
    if (this.#bucket && whole && table === 'chunks' && range.index === 'bySeq') return (await this.#chunks(this.#bucket)) as Tables[T][];
    if (this.#bucket && whole && table === 'segments') return (await this.#segments(this.#bucket)) as Tables[T][];
    return this.#scan(table, range);
  }

  async #scan<T extends TableName>(table: T, { limit = Infinity, ...range }: ScanRange): Promise<Tables[T][]> {
    const rows: Tables[T][] = [];
    let last: Place | null = null;
    do {
      const page: Page<T> = await this.#open().page(table, range, last);
      rows.push(...page.rows);
      ({ last } = page);
    } while (last && rows.length < limit);
    return rows.slice(0, limit);
  }

  async #chunks(bucket: Pick<SnapshotBucket, 'get'>): Promise<Tables['chunks'][]> {
    const snapshot = await this.#open().snapshot();
    const pages = await read(bucket, snapshot?.chunks ?? []);
    if (!snapshot || !pages) return this.#scan('chunks', { index: 'bySeq' });
    const rows = pages.flatMap((page) => JSON.parse(new TextDecoder().decode(page)) as Tables['chunks'][]);
    return rows.concat(await this.#scan('chunks', { index: 'bySeq', after: snapshot.version }));
  }

  async #segments(bucket: Pick<SnapshotBucket, 'get'>): Promise<SegmentRow[]> {
    const snapshot = await this.#open().snapshot();
    const parts = snapshot?.segments ?? [];
    const bytes = await read(
      bucket,
      parts.map(({ key }) => key),
    );
    if (!bytes || parts.length === 0) return this.#scan('segments', {});
    const rows = parts.map(({ id }, i): SegmentRow => ({ id, bytes: bytes[i]! }));
    return rows.concat(await this.#scan('segments', { after: parts.at(-1)!.id }));
  }

  async count(table: TableName): Promise<number> {
    return this.#open().count(table);
  }

  async head(): Promise<number> {
    return this.#open().head();
  }

  async commit(writes: readonly Write[], guard?: Guard): Promise<CommitOutcome> {
    const pieces = piecesOf(writes);
    if (pieces.length < 2) return this.#open().commit(writes, guard);
    for (let tries = 0; tries < TRIES; tries++) {
      const id = uuid();
      for (const piece of pieces) await this.#open().stage(id, piece);
      const outcome = await this.#open().commitStaged(id, pieces.length, guard);
      if (outcome.status !== 'lost') return outcome;
    }
    throw new RuntimeError('runtime.internal', 'The org object was restarted again and again while it was written to. Try again.', { retryable: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #open(): OrgRows {
    if (this.#closed) throw new StoreClosedError();
    return this.#rows();
  }
}

/** Null where not all of them are there: what was announced since has taken their place. */
async function read(bucket: Pick<SnapshotBucket, 'get'>, keys: readonly string[]): Promise<Uint8Array[] | null> {
  const parts: Uint8Array[] = [];
  try {
    for (let from = 0; from < keys.length; from += AT_ONCE)
      parts.push(...(await Promise.all(keys.slice(from, from + AT_ONCE).map((key) => readPart(bucket, key)))));
  } catch {
    return null;
  }
  return parts;
}

/** Writes by as many as one call may bring. @throws RuntimeError 413 */
function piecesOf(writes: readonly Write[]): (readonly Write[])[] {
  const pieces: Write[][] = [];
  let piece: Write[] = [];
  let [all, bytes] = [0, 0];
  for (const write of writes) {
    const size = 'put' in write ? bytesOf(write.put) : 0;
    if (piece.length > 0 && bytes + size > PAGE_BYTES) {
      pieces.push(piece);
      [piece, bytes] = [[], 0];
    }
    piece.push(write);
    bytes += size;
    all += size;
  }
  pieces.push(piece);
  if (all <= COMMIT_BYTES) return pieces;
  throw new RuntimeError('runtime.bad_request', 'These documents are more than can be written at once. Send fewer at a time, or less metadata with each.', {
    status: 413,
    details: { reason: 'commit_too_large', limit: COMMIT_BYTES },
  });
}
