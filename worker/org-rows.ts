import { isChunk, isPack } from './repair.ts';
import type { ChunkPackRow, ChunkRow, Tables } from './store/schema.ts';
import type { Write } from './store/store.ts';

type Row = Tables['chunks'];

/** The chunks of a workspace, and how they are stored: those that a page of the cloud told in the pack of that page, others by themselves. */
export class OrgRows {
  readonly #rows = new Map<string, ChunkRow>();

  get(id: string): ChunkRow | undefined {
    return this.#rows.get(id);
  }

  all(): Iterable<ChunkRow> {
    return this.#rows.values();
  }

  /** The chunks of some documents of an index, in order. */
  ofDocuments(index: string, docIds: ReadonlySet<string>): ReadonlyMap<string, readonly ChunkRow[]> {
    const found = new Map([...docIds].map((docId): [string, ChunkRow[]] => [docId, []]));
    for (const row of this.#rows.values()) if (row.index === index) found.get(row.docId)?.push(row);
    for (const rows of found.values()) rows.sort((a, b) => a.position - b.position);
    return found;
  }

  /** Takes a row as it is stored. Yields its chunks, each with what it was before; what cannot be read is left out. */
  *take(row: Row): Generator<{ readonly chunk: ChunkRow; readonly before: ChunkRow | undefined }> {
    for (const chunk of chunksOf(row)) {
      if (!isChunk(chunk)) continue;
      const before = this.#rows.get(chunk.id);
      if (chunk.removed) this.#rows.delete(chunk.id);
      else this.#rows.set(chunk.id, chunk);
      yield { chunk, before };
    }
  }

  /** The writes of these rows, and of those that their chunks leave: none stands in two places, and no word that was replaced stays. */
  writesOf(rows: readonly Row[]): Write[] {
    const moved = new Set<string>();
    const worn = new Map<number, ChunkRow[]>();
    const alone: string[] = [];
    for (const row of rows) {
      for (const { id, told } of chunksOf(row)) {
        moved.add(id);
        const before = this.#rows.get(id);
        if (before?.told !== undefined) worn.set(before.told, []);
        else if (before && told !== undefined) alone.push(id);
      }
    }
    if (worn.size > 0) for (const row of this.#rows.values()) if (row.told !== undefined && !moved.has(row.id)) worn.get(row.told)?.push(row);
    return [
      ...alone.map((remove): Write => ({ table: 'chunks', remove })),
      ...[...worn].map(([told, left]): Write => ({ table: 'chunks', ...(left.length > 0 ? { put: packOf(told, left) } : { remove: packId(told) }) })),
      ...rows.map((put): Write => ({ table: 'chunks', put })),
    ];
  }
}

/** The pack of chunks that the page of this number told. */
export function packOf(told: number, chunks: readonly ChunkRow[]): ChunkPackRow {
  return {
    id: packId(told),
    seq: told,
    chunks: chunks.map(({ index, docId, position, text, metadata }) => ({ index, docId, position, text, metadata })),
  };
}

function packId(told: number): string {
  return `pack ${told}`;
}

/** The id of a chunk. */
export function chunkKey(index: string, docId: string, position: number): string {
  return JSON.stringify([index, docId, position]);
}

/** The document of a chunk, by its id. */
export function docOf(chunkId: string): string {
  return (JSON.parse(chunkId) as [string, string, number])[1];
}

/** How many chunks a stored row holds. */
export function sizeOf(row: Row): number {
  return isPack(row) ? row.chunks.length : row.removed ? 0 : 1;
}

/** The chunks of some documents, in stored rows. */
export function* chunksOfDocuments(rows: readonly Row[], docIds: ReadonlySet<string>): Generator<ChunkRow> {
  for (const row of rows) {
    const own = isPack(row) ? { ...row, chunks: row.chunks.filter(({ docId }) => docIds.has(docId)) } : row;
    for (const chunk of chunksOf(own)) if (isChunk(chunk) && !chunk.removed && docIds.has(chunk.docId)) yield chunk;
  }
}

/** The chunks of a row, whichever of the two it is. */
export function* chunksOf(row: Row): Generator<ChunkRow> {
  if (!isPack(row)) yield row;
  else
    for (const { index, docId, position, text, metadata } of row.chunks)
      yield { id: chunkKey(index, docId, position), seq: row.seq, index, docId, position, text, metadata, removed: false, told: row.seq };
}
