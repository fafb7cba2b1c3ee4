import type { ChunkPackRow, ChunkRow, Tables } from './store/schema.ts';
import type { Write } from './store/store.ts';

/** A pack as it is stored. */
interface Pack extends Pick<ChunkPackRow, 'id' | 'seq'> {
  readonly ids: Set<string>;
}

/** The chunks of a workspace by id and by document, and where each of them is stored. */
export class OrgRows {
  readonly #rows = new Map<string, ChunkRow>();
  /** Chunk ids by (index, document), in order. */
  readonly #documents = new Map<string, Set<string>>();
  /** The pack of a chunk; what is not in it stands by itself. */
  readonly #packOf = new Map<string, Pack>();
  readonly #packs = new Map<string, Pack>();

  get(id: string): ChunkRow | undefined {
    return this.#rows.get(id);
  }

  all(): Iterable<ChunkRow> {
    return this.#rows.values();
  }

  ofDocument(index: string, docId: string): ChunkRow[] {
    return [...(this.#documents.get(documentKey(index, docId)) ?? [])].map((id) => this.#rows.get(id)!);
  }

  /** Takes a chunk as it is stored, in `pack` or by itself. Returns it as it was before. */
  put(row: ChunkRow, pack: ChunkPackRow | null): ChunkRow | undefined {
    const { id } = row;
    const before = this.#rows.get(id);
    this.#move(id, pack);
    const key = documentKey(row.index, row.docId);
    const ids = this.#documents.get(key);
    if (row.removed) {
      this.#rows.delete(id);
      ids?.delete(id);
      if (ids?.size === 0) this.#documents.delete(key);
    } else {
      this.#rows.set(id, row);
      if (ids) ids.add(id);
      else this.#documents.set(key, new Set([id]));
    }
    return before;
  }

  #move(id: string, to: ChunkPackRow | null): void {
    const from = this.#packOf.get(id);
    if (from?.id === to?.id) return;
    from?.ids.delete(id);
    if (from?.ids.size === 0) this.#packs.delete(from.id);
    if (!to) {
      this.#packOf.delete(id);
      return;
    }
    let pack = this.#packs.get(to.id);
    if (!pack) this.#packs.set(to.id, (pack = { id: to.id, seq: to.seq, ids: new Set() }));
    pack.ids.add(id);
    this.#packOf.set(id, pack);
  }

  /** Rows as they are to be written, and the packs that chunks of theirs leave: none stands in two places, and no word that was replaced stays. */
  writesOf(rows: readonly Tables['chunks'][]): Write[] {
    const moved = new Set(rows.flatMap((row) => ('chunks' in row ? row.chunks.map(({ id }) => id) : [row.id])));
    const worn = new Set([...moved].flatMap((id) => this.#packOf.get(id) ?? []));
    // in a pack now, so not by themselves any more
    const packed = rows.flatMap((row) => ('chunks' in row ? row.chunks : []));
    const alone = packed.filter(({ id }) => this.#rows.has(id) && !this.#packOf.has(id));
    return [
      ...alone.map(({ id }): Write => ({ table: 'chunks', remove: id })),
      ...[...worn].map(({ id, seq, ids }): Write => {
        const left = [...ids].filter((each) => !moved.has(each)).map((each) => this.#rows.get(each)!);
        return left.length > 0 ? { table: 'chunks', put: { id, seq, chunks: left } } : { table: 'chunks', remove: id };
      }),
      ...rows.map((put): Write => ({ table: 'chunks', put })),
    ];
  }
}

function documentKey(index: string, docId: string): string {
  return JSON.stringify([index, docId]);
}
