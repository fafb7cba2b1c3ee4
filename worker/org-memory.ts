import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../src/contract/local.ts';
import { byBreaths } from './by-breaths.ts';
import { HeldOrg } from './held-org.ts';
import type { OrgView } from './lanes/org.ts';
import { chunkPassage } from './org-passage.ts';
import { OrgPreview } from './org-preview.ts';
import { chunkKey, packOf, sizeOf } from './org-rows.ts';
import { splitText } from './search/chunk.ts';
import type { HybridIndex, KnownTerms } from './search/hybrid.ts';
import type { Query } from './search/query.ts';
import type { Ranking } from './search/ranking.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import type { Segments } from './segments/segments.ts';
import { Serial } from './serial.ts';
import type { ChunkRow, IndexRow, Tables } from './store/schema.ts';
import type { Store, Write } from './store/store.ts';

/** What {@link OrgMemory.write} is to write. */
export interface ChunkWriting {
  /** The rows for the next number; asked again when somebody else has taken that. */
  readonly make: (seq: number) => readonly ChunkRow[];
  /** A page told them: they are kept in one row. */
  readonly packed?: boolean;
  /** Spares the tokeniser where the terms of a chunk are known. */
  readonly counted?: KnownTerms;
  /** Called in the same breath in which the lane has them, before anything else can look. */
  readonly applied?: () => void;
}

/** What the workspace's org lane holds, made on the device from documents calls or told by the cloud. Follows the org store's log. */
export class OrgMemory implements OrgView {
  readonly chunks: HybridIndex;
  readonly #serial = new Serial();
  readonly #counted: KnownTerms;
  readonly #held: HeldOrg;
  readonly #rows: HeldOrg['rows'];
  /** Answers until the index is built. */
  #preview: OrgPreview | null = null;

  /** `over`: where vectors lie, or chunks that other memories hold and follow too. `counted` spares the tokeniser where the terms of a chunk are known. */
  constructor(over: VectorArena | HeldOrg, counted: KnownTerms = () => undefined) {
    const held = over instanceof HeldOrg ? over : new HeldOrg(over);
    this.#counted = counted;
    this.#held = held;
    this.#rows = held.rows;
    this.chunks = held.chunks;
  }

  get head(): number {
    return this.#held.head;
  }

  /**
   * Reads what is stored, and can be asked from then on: by words, from that as it lies, until the index over it is `built`.
   * What changes the lane waits for the index. `signal` gives up building it.
   */
  async open(store: Store, segments: Segments, signal: AbortSignal): Promise<{ readonly built: Promise<void> }> {
    const head = await store.head();
    const reading = head === 0 ? Promise.resolve([]) : store.scan('chunks', { index: 'bySeq', after: 0 });
    const [rows, stored] = await Promise.all([reading, segments.read(reading)]);
    const preview = OrgPreview.of(
      rows,
      stored.map(({ segment }) => segment),
      head,
      this.#held.recipe,
    );
    this.#preview = preview;
    const built = this.#serial.run(async () => {
      await preview?.asked(signal);
      segments.take(stored);
      await this.#takeAll(rows, head, { short: preview !== null, signal });
    });
    if (!preview) await built;
    return { built };
  }

  /** Reads what was written after `head`, by this or any other writer. `terms` is told of the reading, and reads what is known of terms beside it. */
  catchUp(store: Store, terms?: (reading: Promise<unknown>) => Promise<void>): Promise<void> {
    return this.#serial.run(() => this.#follow(store, terms));
  }

  async #follow(store: Store, terms?: (reading: Promise<unknown>) => Promise<void>): Promise<void> {
    const before = this.head;
    const head = await store.head();
    // the store was emptied and begun anew
    if (head < before) this.#held.head = head;
    const reading = head === this.head ? Promise.resolve([]) : store.scan('chunks', { index: 'bySeq', after: this.head });
    const [rows] = await Promise.all([reading, terms?.(reading)]);
    await this.#takeAll(rows, head);
  }

  async #takeAll(
    rows: readonly Tables['chunks'][],
    head: number,
    { short = false, signal }: { readonly short?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<void> {
    for await (const some of byBreaths(rows, { weigh: sizeOf, short })) {
      signal?.throwIfAborted();
      // others that hold the same may have been faster
      const known = this.head;
      for (const row of some) if (row.seq > known) this.#take(row);
      this.#reached(some.at(-1)!.seq);
    }
    this.#reached(head);
    // also where building the index failed at first, and another reading came to its end
    this.#preview = null;
  }

  #reached(seq: number): void {
    if (seq > this.head) this.#held.head = seq;
  }

  #take(row: Tables['chunks'], counted?: KnownTerms): void {
    for (const { chunk, before } of this.#rows.take(row)) {
      if (chunk.removed) this.chunks.removeItem(chunk.id);
      else if (before?.text !== chunk.text) {
        const passage = chunkPassage(chunk);
        this.chunks.add(passage, counted?.(passage) ?? this.#counted(passage));
      }
    }
  }

  get size(): number {
    return this.#preview?.size ?? this.chunks.size;
  }

  async rank(query: Query): Promise<Ranking> {
    const preview = this.#preview;
    if (!preview) return this.chunks.rank(query);
    const ranking = await preview.rank(query);
    // what it found may have been replaced while it waited for the embedding
    return preview === this.#preview ? ranking : this.chunks.rank(query);
  }

  chunk(id: string): ChunkRow | undefined {
    return this.#rows.get(id) ?? this.#preview?.chunk(id);
  }

  /** Every chunk. */
  all(): Iterable<ChunkRow> {
    return this.#rows.all();
  }

  /** Appends documents, or replaces those whose id is known: the new chunks and the index row in one transaction. */
  create(store: Store, request: IndexCreateRequest, now: string): Promise<IndexCreateResponse> {
    return this.#serial.run(() => this.#create(store, request, now));
  }

  async #create(store: Store, request: IndexCreateRequest, now: string): Promise<IndexCreateResponse> {
    await this.#follow(store);
    const expected = this.head;
    const seq = expected + 1;
    const known = await store.get('indexes', request.name);
    const rows: ChunkRow[] = [];
    let created = 0;
    let total = known?.chunkCount ?? 0;
    // the last of two documents with one id wins, as with two calls
    const documents = new Map(request.documents.map((each) => [each.id, each]));
    const before = this.#rows.ofDocuments(request.name, new Set(documents.keys()));
    for (const document of documents.values()) {
      const chunks = splitText(document.text);
      const old = before.get(document.id) ?? [];
      const metadata = { ...request.metadata, ...document.metadata };
      chunks.forEach((text, position) => {
        const id = chunkKey(request.name, document.id, position);
        rows.push({ id, seq, index: request.name, docId: document.id, position, text, metadata, removed: false });
      });
      for (const row of old) if (row.position >= chunks.length) rows.push(removedRow(row, seq));
      created += chunks.length;
      total += chunks.length - old.length;
    }
    const row: IndexRow = { name: request.name, version: (known?.version ?? 0) + 1, chunkCount: total, createdAt: known?.createdAt ?? now, updatedAt: now };
    const writes: Write[] = [...this.#rows.writesOf(rows), { table: 'indexes', put: row }];
    const outcome = await store.commit(writes, { head: { expected, next: seq } });
    // another tab wrote to the org lane in between: look again, then write
    if (outcome.status !== 'committed') return this.#create(store, request, now);
    await this.#follow(store);
    return { indexName: row.name, chunkCount: created, version: row.version };
  }

  /** Writes rows in one transaction. Returns how many there were. */
  write(store: Store, { make, packed = false, counted, applied = () => undefined }: ChunkWriting): Promise<number> {
    return this.#serial.run(async () => {
      for (;;) {
        await this.#follow(store);
        const expected = this.head;
        const next = expected + 1;
        const chunks = make(next);
        if (chunks.length > 0) {
          const rows: readonly Tables['chunks'][] = packed ? [packOf(next, chunks)] : chunks;
          const outcome = await store.commit(this.#rows.writesOf(rows), { head: { expected, next } });
          if (outcome.status !== 'committed') continue;
          // others that hold the same may have read it already
          if (this.head < next) for (const row of rows) this.#take(row, counted);
          this.#reached(next);
        }
        applied();
        return chunks.length;
      }
    });
  }

  /** Brings the list of indexes up to the chunks that there are, in one transaction with `also`. Those that changed get `version`. */
  recount(store: Store, version: number, now: string, also: readonly Write[] = []): Promise<void> {
    return this.#serial.run(async () => {
      const counts = new Map<string, number>();
      for (const { index } of this.#rows.all()) counts.set(index, (counts.get(index) ?? 0) + 1);
      const known = new Map((await store.scan('indexes')).map((row) => [row.name, row]));
      const writes: Write[] = [...known.keys()].filter((name) => !counts.has(name)).map((remove) => ({ table: 'indexes', remove }));
      for (const [name, chunkCount] of counts) {
        const row = known.get(name);
        if (row?.chunkCount === chunkCount) continue;
        writes.push({
          table: 'indexes',
          put: { name, version: Math.max(version, row?.version ?? 0), chunkCount, createdAt: row?.createdAt ?? now, updatedAt: now },
        });
      }
      if (writes.length + also.length > 0) await store.commit([...writes, ...also]);
    });
  }

  async list(store: Store): Promise<IndexListResponse> {
    const rows = await store.scan('indexes');
    return { indexes: rows.map(({ name, version, chunkCount, createdAt, updatedAt }) => ({ name, version, chunkCount, createdAt, updatedAt })) };
  }

  /** Grows with every documents call; what session/start reports as the org manifest. */
  get version(): number {
    return this.#preview?.head ?? this.head;
  }
}

/** The place of a chunk that is gone: what it said goes with it, that it is gone is all that other tabs have to read. */
export function removedRow({ id, index, docId, position }: ChunkRow, seq: number): ChunkRow {
  return { id, seq, index, docId, position, text: '', metadata: {}, removed: true };
}
