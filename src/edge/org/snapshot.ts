import type { Store } from '../../../worker/store/store.ts';
import { pageOf, type Place } from '../org-pages.ts';
import type { SnapshotBucket } from './bucket.ts';

/** An org lane as it was at one version: immutable parts in a bucket, each named by what is in it. */
export interface Snapshot {
  /** Number of the last writing that all of is in it. */
  readonly version: number;
  /** Keys of pages of rows of `chunks`, by number. */
  readonly chunks: readonly string[];
  /** The index segments, oldest first. */
  readonly segments: readonly { readonly id: string; readonly key: string }[];
}

/**
 * Writes what there is now under `prefix`, but for parts that are there already: rows that are only added to begin with the same
 * pages. Nothing is read from it before it is announced.
 */
export async function writeSnapshot(store: Store, bucket: SnapshotBucket, prefix: string, before: Snapshot | null): Promise<Snapshot> {
  const known = new Set(before ? keysOf(before) : []);
  const put = async (bytes: Uint8Array): Promise<string> => {
    const key = `${prefix}${await hashOf(bytes)}`;
    if (!known.has(key)) await bucket.put(key, bytes);
    known.add(key);
    return key;
  };
  const version = await store.head();
  const chunks: string[] = [];
  for (let last: Place | null = null; ;) {
    const page: Awaited<ReturnType<typeof pageOf<'chunks'>>> = await pageOf(store, 'chunks', { index: 'bySeq' }, last);
    if (page.rows.length > 0) chunks.push(await put(new TextEncoder().encode(JSON.stringify(page.rows))));
    ({ last } = page);
    if (!last) break;
  }
  const segments: { readonly id: string; readonly key: string }[] = [];
  for (let last: Place | null = null; ;) {
    const page: Awaited<ReturnType<typeof pageOf<'segments'>>> = await pageOf(store, 'segments', {}, last);
    for (const { id, bytes } of page.rows) segments.push({ id, key: await put(bytes) });
    ({ last } = page);
    if (!last) break;
  }
  return { version, chunks, segments };
}

/** Takes out of the bucket what is under `prefix` and not in `kept`. */
export async function removeOthers(bucket: SnapshotBucket, prefix: string, kept: Snapshot): Promise<void> {
  const wanted = new Set(keysOf(kept));
  for (let cursor: string | undefined; ;) {
    const listed = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
    const stale = listed.objects.map(({ key }) => key).filter((key) => !wanted.has(key));
    if (stale.length > 0) await bucket.delete(stale);
    if (!listed.truncated) return;
    ({ cursor } = listed);
  }
}

/** A part as it was written. Rejects when it is gone, or not what its name says. */
export async function readPart(bucket: Pick<SnapshotBucket, 'get'>, key: string): Promise<Uint8Array> {
  const bytes = new Uint8Array((await (await bucket.get(key))?.arrayBuffer()) ?? []);
  if (!key.endsWith(await hashOf(bytes))) throw new TypeError('A part of the snapshot is gone or altered.');
  return bytes;
}

const keysOf = ({ chunks, segments }: Snapshot): string[] => [...chunks, ...segments.map(({ key }) => key)];

async function hashOf(bytes: Uint8Array): Promise<string> {
  // the platform's types know of views over shared memory, which these are not
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
