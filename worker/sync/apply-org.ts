import type { Backfill } from '../embed/backfill.ts';
import type { OrgMemory } from '../org-memory.ts';
import { countPassage } from '../search/hybrid.ts';
import { textPassage } from '../search/passage.ts';
import type { QuantizedVector } from '../search/vectors/quantize.ts';
import type { Kept, Segments } from '../segments/segments.ts';
import type { ChunkRow } from '../store/schema.ts';
import type { Store } from '../store/store.ts';
import type { BootstrapPage, PageChunk } from './assert-bootstrap.ts';

/** The workspace's org lane, open, to which pages are applied. */
export interface OrgTarget {
  readonly store: Store;
  readonly memory: OrgMemory;
  readonly segments: Segments;
  readonly backfill: Pick<Backfill, 'notify' | 'stamp' | 'ready'>;
  /** Tells other tabs. */
  readonly announce: () => void;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Where the org store stands in what the cloud tells; a row of its `meta`. Its users pull apart, each with a token of their own. */
export const ORG_PULL_KEY = 'pull';

/** Rows of one transaction: between two of them recalls are answered. */
const BATCH = 64;

interface KeptVector extends Kept {
  readonly vector: QuantizedVector;
  readonly stamp: string;
}

/** A chunk's row with the number of the page that told it; without one it was made on this device. */
interface ToldChunkRow extends ChunkRow {
  readonly told: number;
}

/**
 * Takes the chunks of a page, in batches; taking it again changes nothing. Vectors of the device's own model are used as they are,
 * for all others the texts are embedded behind the answers. Returns how many rows changed, and null for a page that is older than
 * what another user of the workspace has brought: it has to be asked for again.
 */
export async function applyOrg(
  { full, org }: Pick<BootstrapPage, 'full' | 'org'>,
  target: OrgTarget,
  onProgress: (rows: number) => void = () => undefined,
): Promise<number | null> {
  const { store, memory } = target;
  await memory.catchUp(store);
  if (org.manifestVersion < (await versionIn(store))) return null;
  const removed = new Set(org.removed);
  for (const { id } of org.chunks) removed.delete(id);
  let changed = 0;
  for (let from = 0; from < org.chunks.length; from += BATCH) {
    changed += await takeChunks(org.chunks.slice(from, from + BATCH), full, target);
    onProgress(changed);
    await nextTask();
  }
  changed += await removeChunks([...removed], target);
  if (changed > 0 || org.manifestVersion > (await versionIn(store))) {
    await store.commit([{ table: 'meta', put: { id: ORG_PULL_KEY, value: { version: org.manifestVersion } } }]);
    await memory.recount(store, org.manifestVersion, target.now());
  }
  return changed;
}

/** Removes what the cloud told once and named in none of the pages since `mark`. What was made on this device stays. */
export async function dropUnnamed(mark: number, target: OrgTarget): Promise<number> {
  const unnamed = (await target.store.scan('chunks')).filter((row) => !row.removed && markOf(row) !== 0 && markOf(row) < mark);
  const dropped = await removeChunks(
    unnamed.map(({ id }) => id),
    target,
  );
  if (dropped > 0) await target.memory.recount(target.store, await versionIn(target.store), target.now());
  return dropped;
}

async function versionIn(store: Store): Promise<number> {
  const value = (await store.get('meta', ORG_PULL_KEY))?.value;
  return typeof value === 'object' && value !== null && 'version' in value && typeof value.version === 'number' ? value.version : 0;
}

async function takeChunks(chunks: readonly PageChunk[], full: boolean, target: OrgTarget): Promise<number> {
  const { store, memory, segments, backfill } = target;
  const vectored = chunks.flatMap((chunk): KeptVector[] => {
    const { vector } = chunk;
    // until the model is there nobody knows whose they are
    if (!vector || (backfill.ready && vector.stamp !== backfill.stamp)) return [];
    const passage = textPassage(chunk.id, chunk.text, { document: null, at: null });
    if (memory.chunks.vectorOf(passage.id) && memory.chunk(chunk.id)?.text === chunk.text) return [];
    return [{ passage, counted: countPassage(passage), vector, stamp: vector.stamp }];
  });
  // before their rows: after a crash between the two the page comes again
  for (const stamp of new Set(vectored.map((each) => each.stamp))) {
    const kept = vectored.filter((each) => each.stamp === stamp);
    const dimension = kept[0]!.vector.data.length;
    await segments.keep(
      stamp,
      dimension,
      kept.filter(({ vector }) => vector.data.length === dimension),
    );
  }
  const changed = await memory.write(
    store,
    (seq) => chunks.flatMap((chunk) => rowOf(chunk, memory.chunk(chunk.id), seq, full)),
    () => {
      const own = backfill.stamp;
      for (const { passage, vector, stamp } of vectored) {
        const dimension = memory.chunks.vectors?.dimension ?? vector.data.length;
        if (stamp === own && vector.data.length === dimension && memory.chunks.passage(passage.id)?.denseText === passage.denseText)
          memory.chunks.setVector(passage.id, vector);
      }
    },
  );
  backfill.notify();
  if (changed > 0) target.announce();
  return changed;
}

function rowOf({ id, index, docId, position, text, metadata }: PageChunk, before: ChunkRow | undefined, seq: number, full: boolean): ToldChunkRow[] {
  const row: ToldChunkRow = { id, seq, index, docId, position, text, metadata, removed: false, told: seq };
  if (!before || markOf(before) === 0) return [row];
  const same = before.text === text && JSON.stringify(before.metadata) === JSON.stringify(metadata);
  return same && !full ? [] : [row];
}

async function removeChunks(ids: readonly string[], { store, memory, announce }: OrgTarget): Promise<number> {
  let removed = 0;
  for (let from = 0; from < ids.length; from += BATCH) {
    removed += await memory.write(store, (seq) =>
      ids.slice(from, from + BATCH).flatMap((id) => {
        const row = memory.chunk(id);
        // what it said goes with it: that it is gone is all that other tabs have to read
        return row ? [{ ...row, seq, text: '', metadata: {}, removed: true }] : [];
      }),
    );
    await nextTask();
  }
  if (removed > 0) announce();
  return removed;
}

function markOf(row: ChunkRow): number {
  return 'told' in row && typeof row.told === 'number' ? row.told : 0;
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 0));
}
