import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../src/contract/local.ts';
import type { OrgView } from './lanes/org.ts';
import { isChunk } from './repair.ts';
import { splitText } from './search/chunk.ts';
import { HybridIndex, type KnownTerms } from './search/hybrid.ts';
import { textPassage } from './search/passage.ts';
import { ORG } from './search/recipes.ts';
import type { VectorArena } from './search/vectors/arena.ts';
import { Serial } from './serial.ts';
import type { ChunkRow, IndexRow } from './store/schema.ts';
import type { Store, Write } from './store/store.ts';

/** What the workspace's org lane holds, built on the device from documents calls. Follows the org store's log. */
export class OrgMemory implements OrgView {
  readonly chunks: HybridIndex;
  head = 0;
  readonly #serial = new Serial();
  readonly #counted: KnownTerms;
  readonly #rows = new Map<string, ChunkRow>();
  /** Chunk ids by (index, document), in order. */
  readonly #documents = new Map<string, string[]>();

  /** `counted` spares the tokeniser where the terms of a chunk are known. */
  constructor(arena: VectorArena, counted: KnownTerms = () => undefined) {
    this.#counted = counted;
    this.chunks = new HybridIndex(ORG, arena);
  }

  /** Reads what was written after `head`, by this or any other writer. */
  catchUp(store: Store): Promise<void> {
    return this.#serial.run(() => this.#follow(store));
  }

  async #follow(store: Store): Promise<void> {
    const head = await store.head();
    if (head === this.head) return;
    for (const row of await store.scan('chunks', { index: 'bySeq', after: this.head })) if (isChunk(row)) this.#apply(row);
    this.head = head;
  }

  #apply(row: ChunkRow): void {
    const before = this.#rows.get(row.id);
    const document = documentKey(row.index, row.docId);
    if (row.removed) {
      this.#rows.delete(row.id);
      this.chunks.removeItem(row.id);
      this.#documents.set(
        document,
        (this.#documents.get(document) ?? []).filter((id) => id !== row.id),
      );
      return;
    }
    this.#rows.set(row.id, row);
    const ids = this.#documents.get(document) ?? [];
    if (!ids.includes(row.id)) this.#documents.set(document, [...ids, row.id]);
    if (before?.text === row.text) return;
    const passage = textPassage(row.id, row.text, { document: siblingKey(row), at: null });
    this.chunks.add(passage, this.#counted(passage));
  }

  chunk(id: string): ChunkRow | undefined {
    return this.#rows.get(id);
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
    const writes: Write[] = [];
    let created = 0;
    let total = known?.chunkCount ?? 0;
    // the last of two documents with one id wins, as with two calls
    for (const document of new Map(request.documents.map((each) => [each.id, each])).values()) {
      const chunks = splitText(document.text);
      const old = this.#documents.get(documentKey(request.name, document.id)) ?? [];
      chunks.forEach((text, position) => {
        writes.push({
          table: 'chunks',
          put: {
            id: chunkKey(request.name, document.id, position),
            seq,
            index: request.name,
            docId: document.id,
            position,
            text,
            metadata: { ...request.metadata, ...document.metadata },
            removed: false,
          },
        });
      });
      for (const id of old.filter((each) => this.#rows.get(each)!.position >= chunks.length))
        writes.push({ table: 'chunks', put: { ...this.#rows.get(id)!, seq, removed: true } });
      created += chunks.length;
      total += chunks.length - old.length;
    }
    const row: IndexRow = { name: request.name, version: (known?.version ?? 0) + 1, chunkCount: total, createdAt: known?.createdAt ?? now, updatedAt: now };
    writes.push({ table: 'indexes', put: row });
    const outcome = await store.commit(writes, { head: { expected, next: seq } });
    // another tab wrote to the org lane in between: look again, then write
    if (outcome.status !== 'committed') return this.#create(store, request, now);
    await this.#follow(store);
    return { indexName: row.name, chunkCount: created, version: row.version };
  }

  /**
   * Writes the rows that `make` returns for the next number, in one transaction. `applied` is called in the same breath in which
   * the lane has them, before anything else can look. Returns how many there were.
   */
  write(store: Store, make: (seq: number) => readonly ChunkRow[], applied: () => void = () => undefined): Promise<number> {
    return this.#serial.run(async () => {
      for (;;) {
        await this.#follow(store);
        const expected = this.head;
        const next = expected + 1;
        const rows = make(next);
        if (rows.length > 0) {
          const outcome = await store.commit(
            rows.map((put): Write => ({ table: 'chunks', put })),
            { head: { expected, next } },
          );
          if (outcome.status !== 'committed') continue;
          for (const row of rows) this.#apply(row);
          this.head = next;
        }
        applied();
        return rows.length;
      }
    });
  }

  /** Brings the list of indexes up to the chunks that there are. Those that changed get `version`. */
  recount(store: Store, version: number, now: string): Promise<void> {
    return this.#serial.run(async () => {
      const counts = new Map<string, number>();
      for (const { index } of this.#rows.values()) counts.set(index, (counts.get(index) ?? 0) + 1);
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
      if (writes.length > 0) await store.commit(writes);
    });
  }

  async list(store: Store): Promise<IndexListResponse> {
    const rows = await store.scan('indexes');
    return { indexes: rows.map(({ name, version, chunkCount, createdAt, updatedAt }) => ({ name, version, chunkCount, createdAt, updatedAt })) };
  }

  /** Grows with every documents call; what session/start reports as the org manifest. */
  get version(): number {
    return this.head;
  }
}

const documentKey = (index: string, docId: string): string => JSON.stringify([index, docId]);
const chunkKey = (index: string, docId: string, position: number): string => JSON.stringify([index, docId, position]);

/** Documents that an app cut itself carry our own chunk form, `name:0`, `name:1`: they are parts of `name`. */
function siblingKey(row: ChunkRow): string {
  return documentKey(row.index, row.docId.replace(/:\d+$/, ''));
}
