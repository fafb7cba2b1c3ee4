import type { VectorBinding } from '../../../src/edge/index.ts';

type Row = Parameters<VectorBinding['upsert']>[0][number];

/** Changes take effect so much later, in milliseconds: seconds in the real one. */
const SETTLES_MS = 30;

/**
 * Stands in for Vectorize, of which there is none on a developer's machine: the documented interface and limits over an exact scan,
 * cosine. It says nothing of the real one's recall, time or consistency.
 */
export class StandInVectors implements VectorBinding {
  /** How queries are answered. */
  mode: 'ok' | 'fail' | 'hang' = 'ok';
  /** Queries that were asked. */
  queries = 0;
  readonly #rows = new Map<string, Row>();

  get size(): number {
    return this.#rows.size;
  }

  async query(vector: number[], { topK, namespace }: Parameters<VectorBinding['query']>[1]): ReturnType<VectorBinding['query']> {
    this.queries++;
    if (this.mode === 'hang') return new Promise(() => undefined);
    if (this.mode === 'fail') throw new Error('VECTOR_QUERY_ERROR');
    if (topK > 100) throw new Error('topK of more than 100');
    const matches = [...this.#rows.values()]
      .filter((row) => row.namespace === namespace)
      .map(({ id, values }) => ({ id, score: cosine(vector, values) }))
      .toSorted((a, b) => b.score - a.score);
    return { matches: matches.slice(0, topK) };
  }

  async upsert(rows: Row[]): Promise<unknown> {
    if (rows.length > 1_000) throw new Error('more than 1,000 vectors');
    for (const { id, namespace, values, metadata } of rows) {
      if (new TextEncoder().encode(id).length > 64 || new TextEncoder().encode(namespace).length > 64) throw new Error('a name of more than 64 bytes');
      if (values.length > 1_536 || JSON.stringify(metadata).length > 10_240) throw new Error('more than a vector may have');
    }
    await settled();
    for (const row of rows) this.#rows.set(row.id, row);
    return { mutationId: crypto.randomUUID() };
  }

  async deleteByIds(ids: string[]): Promise<unknown> {
    if (ids.length > 1_000) throw new Error('more than 1,000 ids');
    await settled();
    for (const id of ids) this.#rows.delete(id);
    return { mutationId: crypto.randomUUID() };
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLES_MS));

function cosine(a: readonly number[], b: readonly number[]): number {
  let [dot, of, with_] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    of += a[i]! ** 2;
    with_ += b[i]! ** 2;
  }
  return dot / Math.sqrt(of * with_);
}
