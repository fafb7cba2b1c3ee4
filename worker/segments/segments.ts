import { uuid } from '../../src/contract/uuid.ts';
import type { HybridIndex } from '../search/hybrid.ts';
import type { CountedPassage } from '../search/lexical/counted-terms.ts';
import type { Passage } from '../search/passage.ts';
import type { QuantizedVector } from '../search/vectors/quantize.ts';
import { textHash } from '../search/text-hash.ts';
import { nextTask } from '../next-task.ts';
import { Serial } from '../serial.ts';
import type { SegmentRow } from '../store/schema.ts';
import type { Store, Write } from '../store/store.ts';
import { decodeSegment } from './codec.ts';
import { isSmall, Packer, packSegment } from './packer.ts';
import type { IndexedPassage, Segment, StoredSegment } from './segment.ts';

/** Small segments that are let gather before they are packed into full ones. */
const GATHER = 32;

/** Vectors that are given, and passages that are looked at, without a pause for everything else that waits. */
const AT_ONCE = 512;

/** A passage on its way into a segment. */
export interface Kept {
  readonly passage: Passage;
  readonly counted: CountedPassage;
  readonly vector: QuantizedVector | null;
}

/** A segment that was read, and the row that it came from. */
export interface ReadSegment {
  readonly row: SegmentRow;
  readonly segment: StoredSegment;
}

interface Read {
  readonly passage: IndexedPassage;
  /** The segment that it was read from. */
  readonly segment: Pick<Segment, 'stamp' | 'dimension'>;
  /** The passage that it was found to be of. */
  of: Passage | null;
}

/**
 * What the indexes of one store were built from, packed: terms and vectors by the thousand. Read whole at the start, in
 * one go; a batch of new passages is one small row; when enough of those have gathered they are packed. All of it is
 * derived: what is missing or damaged is cut into terms and embedded again.
 */
export class Segments {
  readonly #store: Store;
  readonly #onIncident: (what: string) => void;
  /** Packing reads before it writes: what is purged meanwhile would come back. */
  readonly #packing = new Serial();
  /** What is on its way into the store: what was forgotten meanwhile has to be found in it. */
  #keeping: Promise<unknown> = Promise.resolve();
  /** Passage id → the segment that holds its latest form. */
  readonly #places = new Map<string, string>();
  /** Passages by segment, superseded ones included, and whether it has room for more. */
  readonly #sizes = new Map<string, { readonly passages: number; readonly small: boolean }>();
  /** Number of the newest segment: ids ascend, so that of two forms of a passage the later one is read last. */
  #newest = 0;
  /** What was read at the start and kept since, until its vectors have been taken. */
  #read = new Map<string, Read>();
  /** They have been, or nobody will ask for them. */
  #taken = false;
  /** Vectors were kept since then. */
  #keptSince = false;
  /** Passages that were kept since all were last gone through for what is gone. */
  #unseen = 0;

  constructor(store: Store, onIncident: (what: string) => void) {
    this.#store = store;
    this.#onIncident = onIncident;
  }

  /**
   * Reads every segment. A damaged one is thrown away and told of. `reading` is something else that is being read: nothing is
   * decoded before it is there, since a browser hands on large values piece by piece, which a busy thread holds up.
   */
  async open(reading?: Promise<unknown>): Promise<void> {
    this.take(await this.read(reading));
  }

  /** The first half of {@link Segments.open}: what was read is not known to this object before it is taken. */
  async read(reading?: Promise<unknown>): Promise<readonly ReadSegment[]> {
    // a browser may lose what a row holds: all of it can be made again, and memory opens without it
    const rows = await this.#store.scan('segments').catch((): SegmentRow[] => {
      this.#onIncident('the index segments cannot be read: texts are indexed and embedded again');
      return [];
    });
    await reading;
    const segments: ReadSegment[] = [];
    const damaged: Write[] = [];
    for (const row of rows) {
      const segment = this.#decode(row);
      if (segment) segments.push({ row, segment });
      else damaged.push({ table: 'segments', remove: row.id });
    }
    if (damaged.length > 0) await this.#store.commit(damaged).catch(() => undefined);
    return segments;
  }

  take(segments: readonly ReadSegment[]): void {
    this.#keptSince = false;
    for (const { row, segment } of segments) this.#note(row, segment);
  }

  /** The terms of a passage as they were kept; undefined where they were not, or of another text. */
  counted(passage: Passage): CountedPassage | undefined {
    const read = this.#read.get(passage.id);
    return read && isOf(read, passage) ? (read.passage.counted ?? undefined) : undefined;
  }

  /** The model whose vectors were kept last; null where there are none, or they have been taken. */
  get latestModel(): { readonly stamp: string; readonly dimension: number } | null {
    for (const { segment } of [...this.#read.values()].toReversed()) {
      const { stamp, dimension } = segment;
      if (stamp !== null) return { stamp, dimension };
    }
    return null;
  }

  /** Id of the newest segment that was read; null without any. */
  get newest(): string | null {
    return [...this.#sizes.keys()].at(-1) ?? null;
  }

  /** True when the passage stands in a segment. */
  has(passageId: string): boolean {
    return this.#places.has(passageId);
  }

  /** Gives the indexes the vectors that the model of `stamp` made before, some at a time. What was read is let go of. */
  async giveVectors(stamp: string, dimension: number, indexes: readonly HybridIndex[], when: { readonly background?: boolean } = {}): Promise<void> {
    // another model than the one before: the first reading is gone
    if ((this.#read.size === 0 || this.#keptSince) && this.#sizes.size > 0) await this.open();
    let seen = 0;
    for (const read of this.#read.values()) {
      if (seen++ % AT_ONCE === 0) await nextTask(when);
      if (this.#give(read, stamp, dimension, indexes)) this.#read.delete(read.passage.id);
    }
    // what came meanwhile
    for (const read of this.#read.values()) this.#give(read, stamp, dimension, indexes);
    this.letGo();
  }

  /** True when an index has the vector now. */
  #give(read: Read, stamp: string, dimension: number, indexes: readonly HybridIndex[]): boolean {
    const { passage, segment } = read;
    if (segment.stamp !== stamp || segment.dimension !== dimension) return false;
    const { id, vector } = passage;
    if (!vector || !Number.isFinite(vector.scale)) return false;
    const index = indexes.find((each) => each.has(id));
    return index !== undefined && isOf(read, index.passage(id)!) && index.setVector(id, vector);
  }

  /** Lets go of what was read: no vectors will be asked for. */
  letGo(): void {
    this.#read = new Map();
    this.#taken = true;
  }

  /** Keeps passages as one small segment. Rejects as the store does. */
  async keep(stamp: string | null, dimension: number, kept: readonly Kept[]): Promise<void> {
    if (kept.length === 0) return;
    const passages = kept.map(({ passage, counted, vector }): IndexedPassage => ({ id: passage.id, textHash: textHash(passage.denseText), counted, vector }));
    const rows = [...packSegment({ stamp, dimension, passages })].map(({ segment, bytes }) => ({ id: this.#newId(), bytes, segment }));
    const written = this.#store.commit(rows.map(({ id, bytes }): Write => ({ table: 'segments', put: { id, bytes } })));
    this.#keeping = Promise.allSettled([this.#keeping, written]).then(() => undefined);
    await written;
    for (const { id, bytes, segment } of rows) this.#place(id, bytes, segment.passages);
    this.#unseen += passages.length;
    if (this.#taken) this.#keptSince = true;
    // the terms stand in the index by now
    else
      passages.forEach((passage, i) =>
        this.#read.set(passage.id, { passage: { ...passage, counted: null }, segment: { stamp, dimension }, of: kept[i]!.passage }),
      );
  }

  /** True when enough small segments have gathered. */
  get crowded(): boolean {
    let small = 0;
    for (const size of this.#sizes.values()) if (size.small && ++small >= GATHER) return true;
    return false;
  }

  /**
   * Packs small segments, and in time those of which half is gone, into full ones. `holds` says which passages there still
   * are. With `all`, nothing stays of what is gone, in any segment.
   */
  pack(holds: (passageId: string) => boolean, all = false): Promise<void> {
    return this.#packing.run(() => this.#pack(holds, all));
  }

  async #pack(holds: (passageId: string) => boolean, all: boolean): Promise<void> {
    // to go through all for every few new ones would take a large memory ever longer
    const live = all || this.#unseen >= this.#places.size / 4 ? this.#live(holds) : null;
    const gone = (id: string, passages: number): boolean => live !== null && (live.get(id) ?? 0) < (all ? passages : passages / 2);
    const worn = [...this.#sizes].filter(([id, { passages, small }]) => small || gone(id, passages)).map(([id]) => id);
    if (worn.length === 0) return;
    const rows = await Promise.all(worn.map((id) => this.#store.get('segments', id)));
    const packer = new Packer();
    for (const row of rows) {
      // another tab packed it: what it held is read with the rest at the next start
      const segment = row && this.#decode(row);
      if (!segment) continue;
      packer.add(
        segment,
        segment.passages.filter(({ id }) => this.#places.get(id) === row.id && holds(id)),
      );
    }
    await this.#replace(worn, packer);
  }

  /** How many passages that there still are stand in each segment. */
  #live(holds: (passageId: string) => boolean): ReadonlyMap<string, number> {
    const live = new Map<string, number>();
    for (const [passageId, id] of this.#places) {
      if (holds(passageId)) live.set(id, (live.get(id) ?? 0) + 1);
      else this.#places.delete(passageId);
    }
    this.#unseen = 0;
    return live;
  }

  /**
   * Takes out of every segment, whoever wrote it, what is of no passage of these indexes as it reads now: once something was
   * forgotten, no word and no vector of it may stay.
   */
  purge(indexes: readonly HybridIndex[]): Promise<void> {
    return this.#packing.run(() => this.#purge(indexes));
  }

  async #purge(indexes: readonly HybridIndex[]): Promise<void> {
    await this.#keeping;
    const known = new Set(this.#sizes.keys());
    const reads = (id: string, hash: string | undefined): boolean => {
      const passage = indexes.find((index) => index.has(id))?.passage(id);
      return passage !== undefined && textHash(passage.denseText) === hash;
    };
    const found: { readonly id: string; readonly bytes: number; readonly passages: number; readonly reading: readonly string[] }[] = [];
    // of two forms the later one is read last, so a former one must not come back behind it
    const latest = new Map<string, string>();
    for await (const row of this.#each()) {
      const segment = this.#decode(row);
      const reading = segment?.ids.filter((passageId, i) => reads(passageId, segment.textHashes[i])) ?? [];
      for (const passageId of reading) latest.set(passageId, row.id);
      found.push({ id: row.id, bytes: row.bytes.byteLength, passages: segment?.ids.length ?? -1, reading });
      if (reading.length >= AT_ONCE) await nextTask();
    }
    // where each stands is learned anew, of other tabs' segments too; what was written meanwhile stands later
    const seen = new Set(found.map(({ id }) => id));
    for (const [passageId, id] of this.#places) if (seen.has(id) || known.has(id)) this.#places.delete(passageId);
    // those went with all of the user's rows, or were packed by another tab
    for (const id of known) if (!seen.has(id)) this.#sizes.delete(id);
    const worn: string[] = [];
    for (const { id, bytes, passages, reading } of found) {
      const live = reading.filter((passageId) => latest.get(passageId) === id);
      if (live.length !== passages) worn.push(id);
      else {
        for (const passageId of live) if (!this.#places.has(passageId)) this.#places.set(passageId, id);
        this.#sizes.set(id, { passages, small: isSmall(passages, bytes) });
      }
    }
    if (worn.length === 0) return;
    // what was read at the start holds words of what is gone, and is read again where it is asked for
    if (!this.#taken) [this.#read, this.#keptSince] = [new Map(), true];
    const packer = new Packer();
    for (const id of worn) {
      const row = await this.#store.get('segments', id);
      const segment = row && this.#decode(row);
      if (segment)
        packer.add(
          segment,
          segment.passages.filter((passage) => latest.get(passage.id) === id && reads(passage.id, passage.textHash)),
        );
    }
    // a disk too full to write what is left of them loses that: it can be made again
    await this.#replace(worn, packer).catch(() => this.#replace(worn, new Packer()));
  }

  /** All rows, one by one: those of a large memory would take as much again together, and everybody would wait for them. */
  async *#each(): AsyncGenerator<SegmentRow> {
    const read = new Set<string>();
    const next = async (after: string): Promise<SegmentRow | undefined> => (await this.#store.scan('segments', { after, limit: 1 }))[0];
    for (let row = await next(''); row; row = await next(row.id)) {
      read.add(row.id);
      yield row;
    }
    // a store that leaves out what it cannot open ends early
    if (read.size < (await this.#store.count('segments'))) for (const row of await this.#store.scan('segments')) if (!read.has(row.id)) yield row;
  }

  /**
   * True when something was read that no passage was found to be of: left behind by a purge that did not come to its end.
   * To be asked once the indexes hold what there is, and before vectors are given.
   */
  get stale(): boolean {
    let all = 0;
    for (const { passages } of this.#sizes.values()) all += passages;
    return all > this.#read.size || [...this.#read.values()].some(({ of }) => of === null);
  }

  /** What was packed in the place of `worn`, in one commit. */
  async #replace(worn: readonly string[], packer: Packer): Promise<void> {
    const made: { readonly id: string; readonly bytes: Uint8Array; readonly passages: readonly IndexedPassage[] }[] = [];
    const writes: Write[] = [];
    for (const { segment, bytes } of packer.segments()) {
      const id = this.#newId();
      made.push({ id, bytes, passages: segment.passages });
      writes.push({ table: 'segments', put: { id, bytes } });
      await nextTask();
    }
    const removes = worn.map((id): Write => ({ table: 'segments', remove: id }));
    await this.#store.commit([...writes, ...removes]);
    for (const id of worn) this.#sizes.delete(id);
    for (const { id, bytes, passages } of made) this.#place(id, bytes, passages);
  }

  #newId(): string {
    return `${String(++this.#newest).padStart(10, '0')}-${uuid()}`;
  }

  #decode(row: SegmentRow): StoredSegment | null {
    try {
      return decodeSegment(row.bytes);
    } catch {
      this.#onIncident('a damaged index segment was thrown away: its texts are indexed and embedded again');
      return null;
    }
  }

  #note({ id, bytes }: SegmentRow, segment: Segment): void {
    const { passages } = segment;
    this.#newest = Math.max(this.#newest, Number.parseInt(id, 10) || 0);
    for (const passage of passages) {
      this.#read.set(passage.id, { passage, segment, of: null });
      this.#places.set(passage.id, id);
    }
    this.#sizes.set(id, { passages: passages.length, small: isSmall(passages.length, bytes.byteLength) });
  }

  #place(id: string, bytes: Uint8Array, passages: readonly IndexedPassage[]): void {
    for (const passage of passages) this.#places.set(passage.id, id);
    this.#sizes.set(id, { passages: passages.length, small: isSmall(passages.length, bytes.byteLength) });
  }
}

/** Whether what was read was made from this passage's text. */
function isOf(read: Read, passage: Passage): boolean {
  if (read.of === passage) return true;
  if (read.passage.textHash !== textHash(passage.denseText)) return false;
  read.of = passage;
  return true;
}
