import { chunkPassage } from '../../../../worker/org-passage.ts';
import { chunksOf } from '../../../../worker/org-rows.ts';
import { idf, matchScore, MAX_QUERY_TERMS } from '../../../../worker/search/lexical/match-words.ts';
import { ORG } from '../../../../worker/search/recipes.ts';
import { terms as termsOf } from '../../../../worker/search/tokens.ts';
import { nextTask } from '../../../../worker/next-task.ts';
import type { ChunkRow, Tables } from '../../../../worker/store/schema.ts';
import type { Write } from '../../../../worker/store/store.ts';
import type { ObjectStorage } from '../../platform.ts';

/** A chunk as a recall sees it. */
export interface FoundChunk {
  /** Number of the chunk in this form; of a later form it is another. */
  readonly slot: number;
  readonly lexical: number;
  readonly chunk: StoredChunk;
}

/** What is told of a chunk. */
export type StoredChunk = Pick<ChunkRow, 'id' | 'index' | 'docId' | 'position' | 'text' | 'metadata'>;

/** The chunks that a query's words find. */
export interface FoundByWords {
  readonly found: readonly FoundChunk[];
  /** Σ idf of the query's terms. */
  readonly idfSum: number;
}

/** A term of a query, how many passages hold it, and what it weighs. */
interface WeighedTerm {
  readonly term: string;
  readonly passages: number;
  readonly weight: number;
}

interface Size {
  readonly passages: number;
  readonly terms: number;
}

/** Passages that one query looks at, about: FTS5 scores each that matches. */
const MOST_MATCHES = 10_000;
/** Rows that are taken in one breath. */
const PAGE = 100;
const SIZE_KEY = 'memoair:passages';
const STAMP_KEY = 'memoair:vector-model';
/** Of the same terms as everywhere: they are cut here, and parted by blanks. */
const TABLES = [
  'CREATE TABLE IF NOT EXISTS passages (slot INTEGER PRIMARY KEY AUTOINCREMENT, chunk TEXT NOT NULL UNIQUE, row TEXT NOT NULL, "index" TEXT NOT NULL, document TEXT NOT NULL, body TEXT NOT NULL, length INTEGER NOT NULL, embedded INTEGER NOT NULL)',
  'CREATE INDEX IF NOT EXISTS passages_by_document ON passages ("index", document)',
  'CREATE INDEX IF NOT EXISTS passages_without_vector ON passages (slot) WHERE embedded = 0',
  "CREATE VIRTUAL TABLE IF NOT EXISTS passage_words USING fts5(terms, tokenize = 'ascii')",
  "CREATE VIRTUAL TABLE IF NOT EXISTS passage_terms USING fts5vocab('passage_words', 'row')",
  'CREATE TABLE IF NOT EXISTS gone_vectors (slot INTEGER PRIMARY KEY)',
];

/**
 * The chunks of an org object for a search that holds none of them in memory: their words in FTS5, which finds candidates that are
 * then scored as everywhere, and which of them Vectorize has a vector of. Derived from the rows, in the transactions that write them.
 */
export class OrgPassages {
  readonly #storage: ObjectStorage;
  #made: Promise<void> | null = null;

  constructor(storage: ObjectStorage) {
    this.#storage = storage;
  }

  /** Once everything that there is has been taken: rows may be older than these tables. */
  ready(): Promise<void> {
    this.#made ??= this.#make().catch((thrown: unknown) => {
      this.#made = null;
      throw thrown;
    });
    return this.#made;
  }

  async #make(): Promise<void> {
    if (this.#storage.kv.get(SIZE_KEY) !== undefined) return;
    for (const table of TABLES) this.#exec(table);
    // what is written between two pages comes behind them; with the last one in the same breath begins what apply does
    for (let last: readonly unknown[] | null = []; last; await nextTask()) last = this.#storage.transactionSync(() => this.#page(last!));
  }

  /** Takes the rows behind `last`. Returns the place of the last one; null when there are no more. */
  #page(last: readonly unknown[]): readonly unknown[] | null {
    const behind = last.length === 0 ? '' : 'WHERE ("bySeq", key) > (?, ?)';
    const sql = `SELECT row, "bySeq", key FROM chunks ${behind} ORDER BY "bySeq", key LIMIT ${PAGE}`;
    const rows = this.#exec(sql, ...(last as (string | number | ArrayBuffer)[]));
    this.#take(
      rows.map(([row]) => JSON.parse(String(row)) as Tables['chunks']),
      { passages: 0, terms: 0 },
    );
    if (rows.length === PAGE) return rows.at(-1)!.slice(1);
    const [passages, length] = this.#exec('SELECT count(*), coalesce(sum(length), 0) FROM passages')[0]!;
    this.#storage.kv.put(SIZE_KEY, { passages: Number(passages), terms: Number(length) } satisfies Size);
    return null;
  }

  /** Takes what is being written. To be called inside its transaction. */
  apply(writes: readonly Write[]): void {
    const size = this.#storage.kv.get(SIZE_KEY) as Size | undefined;
    // whoever asks first has them made of all rows
    if (!size) return;
    // a chunk that goes is put as removed; a row that is removed leaves its chunks to others
    const rows = writes.flatMap((write) => (write.table === 'chunks' && 'put' in write ? [write.put] : []));
    this.#storage.kv.put(SIZE_KEY, this.#take(rows, size));
  }

  get size(): number {
    return this.#size.passages;
  }

  get #size(): Size {
    return (this.#storage.kv.get(SIZE_KEY) as Size | undefined) ?? { passages: 0, terms: 0 };
  }

  /** Returns the size after `rows`. */
  #take(rows: readonly Tables['chunks'][], size: Size): Size {
    let { passages, terms: all } = size;
    for (const row of rows) {
      for (const chunk of chunksOf(row)) {
        const [slot, body, length] = this.#exec('SELECT slot, body, length FROM passages WHERE chunk = ?', chunk.id)[0] ?? [];
        const told = JSON.stringify(toldOf(chunk));
        if (slot !== undefined && !chunk.removed && body === told) {
          this.#exec('UPDATE passages SET row = ? WHERE slot = ?', row.id, Number(slot));
          continue;
        }
        if (slot !== undefined) {
          this.#exec('DELETE FROM passages WHERE slot = ?', Number(slot));
          this.#exec('DELETE FROM passage_words WHERE rowid = ?', Number(slot));
          this.#exec('INSERT OR IGNORE INTO gone_vectors VALUES (?)', Number(slot));
          passages--;
          all -= Number(length);
        }
        if (chunk.removed) continue;
        const words = termsOf(chunkPassage(chunk).text);
        const [made] = this.#exec(
          'INSERT INTO passages (chunk, row, "index", document, body, length, embedded) VALUES (?, ?, ?, ?, ?, ?, 0) RETURNING slot',
          chunk.id,
          row.id,
          chunk.index,
          chunk.docId,
          told,
          words.length,
        )[0]!;
        this.#exec('INSERT INTO passage_words (rowid, terms) VALUES (?, ?)', Number(made), words.join(' '));
        passages++;
        all += words.length;
      }
    }
    return { passages, terms: all };
  }

  /** Chunks that these terms find, scored. */
  search(query: readonly string[]): FoundByWords {
    const terms = this.#weigh(query);
    if (terms.length === 0) return { found: [], idfSum: 0 };
    const any = tellingOf(terms).map((term) => `"${term}"`);
    const slots = this.#exec('SELECT rowid FROM passage_words WHERE passage_words MATCH ? ORDER BY rank LIMIT ?', any.join(' OR '), ORG.candidates);
    const found = this.#scored(
      terms,
      slots.map(([slot]) => Number(slot)),
    );
    return { found, idfSum: terms.reduce((sum, { weight }) => sum + weight, 0) };
  }

  /** These chunks, scored; those that are gone are left out. */
  scored(query: readonly string[], slots: readonly number[]): readonly FoundChunk[] {
    return this.#scored(this.#weigh(query), slots);
  }

  #weigh(query: readonly string[]): WeighedTerm[] {
    const unique = [...new Set(query)].slice(0, MAX_QUERY_TERMS);
    const sql = 'SELECT term, doc FROM passage_terms WHERE term IN (SELECT value FROM json_each(?))';
    const counts = new Map(this.#exec(sql, JSON.stringify(unique)).map(([term, count]) => [String(term), Number(count)]));
    const { passages } = this.#size;
    return unique.map((term) => ({ term, passages: counts.get(term) ?? 0, weight: idf(passages, counts.get(term) ?? 0) }));
  }

  #scored(terms: readonly WeighedTerm[], slots: readonly number[]): FoundChunk[] {
    const { passages, terms: all } = this.#size;
    const average = all / Math.max(1, passages);
    const weights = new Map(terms.map(({ term, weight }) => [term, weight]));
    const sql =
      'SELECT slot, body, length, terms FROM passages JOIN passage_words ON passage_words.rowid = slot WHERE slot IN (SELECT value FROM json_each(?))';
    return this.#exec(sql, JSON.stringify(slots))
      .map(([slot, body, length, words]): FoundChunk => ({
        slot: Number(slot),
        lexical: lexicalScore(String(words), Number(length), weights, average),
        chunk: JSON.parse(String(body)) as StoredChunk,
      }))
      .toSorted((one, other) => other.lexical - one.lexical || one.slot - other.slot);
  }

  /** Keys of the rows that these documents' chunks are in. */
  rowsOf(index: string, docIds: readonly string[]): string[] {
    const sql = 'SELECT DISTINCT row FROM passages WHERE "index" = ? AND document IN (SELECT value FROM json_each(?))';
    return this.#exec(sql, index, JSON.stringify(docIds)).map(([row]) => String(row));
  }

  /** Chunks without a vector of this model. Those of another are made anew. */
  missing(stamp: string, limit: number): readonly Pick<FoundChunk, 'slot' | 'chunk'>[] {
    if (this.#storage.kv.get(STAMP_KEY) !== stamp) {
      this.#exec('UPDATE passages SET embedded = 0');
      this.#storage.kv.put(STAMP_KEY, stamp);
    }
    return this.#exec('SELECT slot, body FROM passages WHERE embedded = 0 ORDER BY slot LIMIT ?', limit).map(([slot, body]) => ({
      slot: Number(slot),
      chunk: JSON.parse(String(body)) as StoredChunk,
    }));
  }

  /** Vectors of these were written, or cannot be made. */
  embedded(slots: readonly number[]): void {
    this.#exec('UPDATE passages SET embedded = 1 WHERE slot IN (SELECT value FROM json_each(?))', JSON.stringify(slots));
  }

  /** Numbers whose vectors are to be deleted. */
  gone(limit: number): number[] {
    return this.#exec('SELECT slot FROM gone_vectors ORDER BY slot LIMIT ?', limit).map(([slot]) => Number(slot));
  }

  /** They were. */
  deleted(slots: readonly number[]): void {
    this.#exec('DELETE FROM gone_vectors WHERE slot IN (SELECT value FROM json_each(?))', JSON.stringify(slots));
  }

  #exec(sql: string, ...bindings: (string | number | ArrayBuffer)[]): unknown[][] {
    return [...this.#storage.sql.exec(sql, ...bindings).raw()];
  }
}

/** The rarest terms, so many that no more passages have to be looked at; what stands everywhere tells little. */
function tellingOf(terms: readonly WeighedTerm[]): string[] {
  const telling: string[] = [];
  let passages = 0;
  for (const each of terms.toSorted((a, b) => a.passages - b.passages)) {
    passages += each.passages;
    if (telling.length > 0 && passages > MOST_MATCHES) break;
    telling.push(each.term);
  }
  return telling;
}

const toldOf = ({ id, index, docId, position, text, metadata }: ChunkRow): StoredChunk => ({ id, index, docId, position, text, metadata });

/** As the index in memory scores it: see `match-words.ts`. */
function lexicalScore(words: string, length: number, weights: ReadonlyMap<string, number>, average: number): number {
  const counts = new Map<string, number>();
  for (const word of words.split(' ')) if (weights.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  let score = 0;
  for (const [word, count] of counts) score += weights.get(word)! * matchScore(count, length, average);
  return weights.size === 0 ? 0 : score * Math.min(1, counts.size / weights.size) ** ORG.coordination;
}
