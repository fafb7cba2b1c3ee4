import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NativeEngine } from './native-engine.ts';

interface Statement {
  run(...parameters: unknown[]): unknown;
  all(...parameters: unknown[]): { id: number }[];
}

interface Database {
  exec(sql: string): void;
  pragma(sql: string): void;
  prepare(sql: string): Statement;
  loadExtension(path: string): void;
  close(): void;
}

const bytes = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

/** SQLite in a file, as a sidecar would keep it: WAL, every commit on the disk. */
export function sqlite(packages: string): NativeEngine {
  const load = createRequire(packages);
  const Open = load('better-sqlite3') as new (path: string) => Database;
  const { getLoadablePath } = load('sqlite-vec') as { getLoadablePath: () => string };
  const folder = mkdtempSync(join(tmpdir(), 'bench-sqlite-'));
  const db = new Open(join(folder, 'memory.db'));
  db.loadExtension(getLoadablePath());
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');

  const fill = (insert: Statement, count: number, row: (index: number) => unknown): void => {
    db.exec('BEGIN');
    // the vector table takes its row numbers as 64-bit integers alone
    for (let i = 0; i < count; i++) insert.run(BigInt(i), row(i));
    db.exec('COMMIT');
  };
  let nearest: Statement | undefined;
  let matching: Statement | undefined;
  const close = (): void => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    vectors: {
      build({ size, dimension, vector }) {
        db.exec(`CREATE VIRTUAL TABLE near USING vec0(embedding float[${dimension}] distance_metric=cosine)`);
        fill(db.prepare('INSERT INTO near(rowid, embedding) VALUES (?, ?)'), size, (i) => bytes(vector(i)));
        nearest = db.prepare('SELECT rowid AS id FROM near WHERE embedding MATCH ? AND k = ?');
      },
      search: (query, k) => nearest!.all(bytes(query), k).map(({ id }) => id),
      close,
    },
    words: {
      build({ size, texts }) {
        db.exec(`CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'porter unicode61')`);
        fill(db.prepare('INSERT INTO words(rowid, text) VALUES (?, ?)'), size, (i) => texts[i]);
        matching = db.prepare('SELECT rowid AS id FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?');
      },
      search(query, k) {
        const anyWord = query
          .split(' ')
          .map((word) => `"${word}"`)
          .join(' OR ');
        return matching!.all(anyWord, k).map(({ id }) => id);
      },
      close,
    },
  };
}
