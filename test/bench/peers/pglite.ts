import { PGlite } from '@electric-sql/pglite';
import { vector as extension } from '@electric-sql/pglite-pgvector';
import type { VectorPeer } from './peer.ts';

const BATCH = 500;

const literal = (vector: Float32Array): string => `[${vector.join(',')}]`;

export function pglite(kind: 'exact' | 'hnsw'): VectorPeer {
  let db: PGlite | undefined;
  return {
    async build({ size, dimension, vector }) {
      db = await PGlite.create({ extensions: { vector: extension } });
      await db.exec(`CREATE EXTENSION vector; CREATE TABLE item (id int PRIMARY KEY, embedding vector(${dimension}))`);
      for (let from = 0; from < size; from += BATCH) {
        const rows = Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => `(${from + i},'${literal(vector(from + i))}')`);
        await db.exec(`INSERT INTO item VALUES ${rows.join(',')}`);
      }
      if (kind === 'hnsw') await db.exec('CREATE INDEX ON item USING hnsw (embedding vector_ip_ops)');
    },
    async search(query, k) {
      const { rows } = await db!.query('SELECT id FROM item ORDER BY embedding <#> $1 LIMIT $2', [literal(query), k]);
      return (rows as { id: number }[]).map(({ id }) => id);
    },
    close: () => db?.close(),
  };
}
