import { uuid } from '../../contract/uuid.ts';
import { decodeSegment } from '../../../worker/segments/codec.ts';
import { isSmall, Packer, packSegment, type PackedSegment } from '../../../worker/segments/packer.ts';
import type { IndexedPassage, Segment } from '../../../worker/segments/segment.ts';
import { chunkPassage } from '../../../worker/org-passage.ts';
import { chunksOf } from '../../../worker/org-rows.ts';
import { textHash } from '../../../worker/search/text-hash.ts';
import { nextTask } from '../../../worker/next-task.ts';
import { Serial } from '../../../worker/serial.ts';
import type { Store, Write } from '../../../worker/store/store.ts';
import { pageOf, type Page, type Place } from '../org-pages.ts';
import type { ObjectStorage } from '../platform.ts';

const NEWEST_KEY = 'memoair:segment';
/** Small segments that are let gather before they are packed into full ones. */
const GATHER = 32;
/** Ends the id of a segment that has no room for others, so that it need not be read to know. */
const FULL_MARK = '+';
const SIZES = 'SELECT row, length(bytes) FROM segments ORDER BY key';

/** The index segments of an org object, numbered in the order in which they come: of two forms of a passage the later one counts. */
export class SegmentRows {
  readonly #store: Promise<Store>;
  readonly #storage: ObjectStorage;
  readonly #packing = new Serial();
  /** Small ones that came since the last look; after a wake-up there may be many. */
  #gathered = GATHER;

  constructor(store: Promise<Store>, storage: ObjectStorage) {
    this.#store = store;
    this.#storage = storage;
  }

  async keep(bytes: Uint8Array): Promise<void> {
    const store = await this.#store;
    const small = isSmall(decodeSegment(bytes).passages.length, bytes.byteLength);
    await store.commit([{ table: 'segments', put: { id: this.#newId(!small), bytes } }]);
    if (!small || ++this.#gathered < GATHER) return;
    this.#gathered = 0;
    // behind the answer: what is not packed is packed another time
    void this.#packing.run(() => this.#pack(store)).catch(() => undefined);
  }

  /** Takes out of every segment what is of no chunk as it reads now, and what was made again since: no word of it may stay. */
  purge(): Promise<void> {
    return this.#packing.run(async () => {
      const store = await this.#store;
      const live = await hashesOf(store);
      // of two forms the later one counts
      for (const { id } of this.#sizes().toReversed()) {
        const row = await store.get('segments', id);
        const segment = row && decoded(row.bytes);
        const left = segment?.passages.filter((passage) => live.get(passage.id) === passage.textHash && live.delete(passage.id)) ?? [];
        if (left.length === segment?.passages.length) continue;
        const made = segment && left.length > 0 ? [...packSegment({ ...segment, passages: left })] : [];
        await store.commit([...made.map((each) => this.#put(each)), { table: 'segments', remove: id }]);
        await nextTask();
      }
    });
  }

  /** Of the small ones alone: what is large is not read again. */
  async #pack(store: Store): Promise<void> {
    const light = this.#sizes().filter(({ id, bytes }) => !id.endsWith(FULL_MARK) && isSmall(0, bytes));
    if (light.length < GATHER) return;
    const packer = new Packer();
    const worn: Write[] = [];
    // the last one counts
    const forms = new Map<string, { readonly segment: Segment; readonly passage: IndexedPassage }>();
    for (const { id } of light) {
      const row = await store.get('segments', id);
      const segment = row && decoded(row.bytes);
      worn.push({ table: 'segments', remove: id });
      for (const passage of segment?.passages ?? []) {
        forms.delete(passage.id);
        forms.set(passage.id, { segment: segment!, passage });
      }
    }
    for (const { segment, passage } of forms.values()) packer.add(segment, [passage]);
    await store.commit([...Array.from(packer.segments(), (each) => this.#put(each)), ...worn]);
  }

  #put({ segment, bytes }: PackedSegment): Write {
    return { table: 'segments', put: { id: this.#newId(!isSmall(segment.passages.length, bytes.byteLength)), bytes } };
  }

  /** Oldest first. */
  #sizes(): { readonly id: string; readonly bytes: number }[] {
    return Array.from(this.#storage.sql.exec(SIZES).raw(), ([row, bytes]) => ({ id: (JSON.parse(String(row)) as { id: string }).id, bytes: Number(bytes) }));
  }

  /** Later than those of writers that numbered them themselves. */
  #newId(full: boolean): string {
    const { kv } = this.#storage;
    const newest = Number(kv.get(NEWEST_KEY) ?? 1_000_000_000) + 1;
    kv.put(NEWEST_KEY, newest);
    return `${newest}-${uuid()}${full ? FULL_MARK : ''}`;
  }
}

function decoded(bytes: Uint8Array): Segment | undefined {
  try {
    return decodeSegment(bytes);
  } catch {
    // what is damaged is made again
    return undefined;
  }
}

/** Passage → hash of its text, of all chunks that there are. */
async function hashesOf(store: Store): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (let last: Place | null = null; ;) {
    const page: Page<'chunks'> = await pageOf(store, 'chunks', { index: 'bySeq' }, last);
    for (const row of page.rows) {
      for (const chunk of chunksOf(row)) {
        const { id, denseText } = chunkPassage(chunk);
        if (chunk.removed) hashes.delete(id);
        else hashes.set(id, textHash(denseText));
      }
    }
    ({ last } = page);
    if (!last) return hashes;
  }
}
