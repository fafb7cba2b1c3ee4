import type { Backfill } from '../embed/backfill.ts';
import { removedRow, type OrgMemory } from '../org-memory.ts';
import { chunkPassage } from '../org-passage.ts';
import { countPassage, type KnownTerms } from '../search/hybrid.ts';
import type { Kept, Segments } from '../segments/segments.ts';
import type { ChunkRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import { nextTask } from '../next-task.ts';
import type { BootstrapPage, PageChunk } from './assert-bootstrap.ts';

/** The workspace's org lane, open, to which pages are applied. */
export interface OrgTarget {
  readonly store: Store;
  readonly memory: OrgMemory;
  readonly segments: Pick<Segments, 'keep'>;
  readonly backfill: Pick<Backfill, 'notify' | 'stamp' | 'ready'>;
  /** Tells other tabs. */
  readonly announce: () => void;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Where the org store stands in what the cloud tells; a row of its `meta`. Its users pull apart, each with a token of their own. */
export const ORG_PULL_KEY = 'pull';

/**
 * Chunks of one transaction, and characters of their texts and metadata: between two transactions recalls are answered, and a row
 * of a Durable Object, which holds them all, is of 2 MB at most.
 */
const BATCH = 512;
const BATCH_CHARS = 262_144;

interface KeptChunk extends Kept {
  /** Of its vector; null without one. */
  readonly stamp: string | null;
}

/**
 * Takes the chunks of a page, in batches; taking it again changes nothing. Vectors of the device's own model are used as they are,
 * for all others the texts are embedded behind the answers. Returns how many rows changed, and null for a page that is older than
 * what another user of the workspace has brought: it has to be asked for again.
 *
 * `counted` spares the tokeniser where the terms of a chunk are known.
 */
export async function applyOrg(
  { full, more, org }: Pick<BootstrapPage, 'full' | 'more' | 'org'>,
  target: OrgTarget,
  counted: KnownTerms = () => undefined,
  onProgress: (rows: number) => void = () => undefined,
): Promise<number | null> {
  const { store, memory } = target;
  await memory.catchUp(store);
  const place = await placeIn(store);
  if (org.manifestVersion < place.version) return null;
  const removed = new Set(org.removed);
  for (const { id } of org.chunks) removed.delete(id);
  let changed = 0;
  for (const batch of batches(org.chunks)) {
    changed += await takeChunks(batch, full, target, counted);
    onProgress(changed);
    await nextTask();
  }
  changed += await removeChunks([...removed], target);
  const uncounted = place.uncounted || changed > 0;
  if (more) {
    // the chunks are counted once, when all are there
    if (uncounted !== place.uncounted || org.manifestVersion > place.version) await store.commit([placeAt(org.manifestVersion, uncounted)]);
  } else if (uncounted || org.manifestVersion > place.version)
    await memory.recount(store, org.manifestVersion, target.now(), [placeAt(org.manifestVersion, false)]);
  return changed;
}

/** Removes what the cloud told once and named in none of the pages since `mark`. What was made on this device stays. */
export async function dropUnnamed(mark: number, target: OrgTarget): Promise<number> {
  const { store, memory } = target;
  await memory.catchUp(store);
  const unnamed = [...memory.all()].filter(({ told }) => told !== undefined && told < mark);
  const dropped = await removeChunks(
    unnamed.map(({ id }) => id),
    target,
  );
  if (dropped > 0) await memory.recount(store, (await placeIn(store)).version, target.now());
  return dropped;
}

interface Place {
  /** Of the org manifest. */
  readonly version: number;
  /** Pages of a pull that has not come to its end brought chunks that the list of indexes does not count yet. */
  readonly uncounted: boolean;
}

async function placeIn(store: Store): Promise<Place> {
  const value = (await store.get('meta', ORG_PULL_KEY))?.value;
  const { version, uncounted } = typeof value === 'object' && value !== null ? (value as Partial<Record<keyof Place, unknown>>) : {};
  return { version: typeof version === 'number' ? version : 0, uncounted: uncounted === true };
}

function placeAt(version: number, uncounted: boolean): Write {
  return { table: 'meta', put: { id: ORG_PULL_KEY, value: uncounted ? { version, uncounted } : { version } } };
}

function* batches(chunks: readonly PageChunk[]): Generator<readonly PageChunk[]> {
  let batch: PageChunk[] = [];
  let chars = 0;
  for (const chunk of chunks) {
    const size = charsOf(chunk);
    if (batch.length === BATCH || (batch.length > 0 && chars + size > BATCH_CHARS)) {
      yield batch;
      [batch, chars] = [[], 0];
    }
    batch.push(chunk);
    chars += size;
  }
  if (batch.length > 0) yield batch;
}

function charsOf({ text, metadata }: PageChunk): number {
  return text.length + JSON.stringify(metadata).length;
}

async function takeChunks(chunks: readonly PageChunk[], full: boolean, target: OrgTarget, known: KnownTerms): Promise<number> {
  const { store, memory, backfill } = target;
  const kept = chunks.flatMap((chunk) => keptOf(chunk, target, known));
  const terms = new Map(kept.map(({ passage, counted }) => [passage.id, counted]));
  let given: string | null = null;
  const give = (): void => {
    const own = backfill.stamp;
    if (own === given) return;
    given = own;
    for (const { passage, vector, stamp } of kept) {
      const { dimension } = memory.chunks.vectors ?? { dimension: vector?.data.length };
      if (vector && stamp === own && vector.data.length === dimension && memory.chunks.passage(passage.id)?.denseText === passage.denseText)
        memory.chunks.setVector(passage.id, vector);
    }
  };
  const writing = memory.write(store, {
    packed: true,
    make: (seq) => chunks.flatMap((chunk) => rowOf(chunk, memory.chunk(chunk.id), seq, full)),
    counted: (passage) => terms.get(passage.id) ?? known(passage),
    applied: give,
  });
  // after a crash with only one of the two the page comes again
  const [changed] = await Promise.all([writing, keep(kept, target.segments)]);
  // the model may have become known between the two
  give();
  backfill.notify();
  if (changed > 0) target.announce();
  return changed;
}

/** What is kept of a chunk so that nothing has to be worked out again: its terms with its vector, or alone where there is no model. */
function keptOf(chunk: PageChunk, { memory, backfill }: OrgTarget, known: KnownTerms): KeptChunk[] {
  // until the model is there nobody knows whose vectors they are
  const vector = !backfill.ready || chunk.vector?.stamp === backfill.stamp ? chunk.vector : undefined;
  const alone = backfill.ready && backfill.stamp === null;
  if (!vector && !alone) return [];
  const passage = chunkPassage(chunk);
  if (memory.chunk(chunk.id)?.text === chunk.text && (!vector || memory.chunks.vectorOf(passage.id))) return [];
  return [{ passage, counted: known(passage) ?? countPassage(passage), vector: vector ?? null, stamp: vector?.stamp ?? null }];
}

async function keep(kept: readonly KeptChunk[], segments: OrgTarget['segments']): Promise<void> {
  for (const stamp of new Set(kept.map((each) => each.stamp))) {
    const own = kept.filter((each) => each.stamp === stamp);
    const dimension = own[0]!.vector?.data.length ?? 0;
    await segments.keep(
      stamp,
      dimension,
      own.filter(({ vector }) => (vector?.data.length ?? 0) === dimension),
    );
  }
}

function rowOf({ id, index, docId, position, text, metadata }: PageChunk, before: ChunkRow | undefined, seq: number, full: boolean): ChunkRow[] {
  const row: ChunkRow = { id, seq, index, docId, position, text, metadata, removed: false, told: seq };
  if (before?.told === undefined) return [row];
  const same = before.text === text && JSON.stringify(before.metadata) === JSON.stringify(metadata);
  return same && !full ? [] : [row];
}

async function removeChunks(ids: readonly string[], { store, memory, announce }: OrgTarget): Promise<number> {
  let removed = 0;
  for (let from = 0; from < ids.length; from += BATCH) {
    removed += await memory.write(store, {
      make: (seq) =>
        ids.slice(from, from + BATCH).flatMap((id) => {
          const row = memory.chunk(id);
          return row ? [removedRow(row, seq)] : [];
        }),
    });
    await nextTask();
  }
  if (removed > 0) announce();
  return removed;
}
