import { encodeSegment } from '../../../worker/segments/codec.ts';
import type { IndexedPassage } from '../../../worker/segments/segment.ts';
import { countPassage } from '../../../worker/search/hybrid.ts';
import { textPassage, type Passage } from '../../../worker/search/passage.ts';
import { textHash } from '../../../worker/search/text-hash.ts';
import { episodePassages } from '../../../worker/search/utterances.ts';
import { quantize } from '../../../worker/search/vectors/quantize.ts';
import { openIndexedDb } from '../../../worker/store/indexed-db.ts';
import { ORG_TABLES, USER_TABLES, type EpisodeRow, type FactRow, type TableName } from '../../../worker/store/schema.ts';
import { HEAD_KEY, type Write } from '../../../worker/store/store.ts';
import { makeDataset, type Dataset } from '../data/dataset.ts';

export const WORKSPACE = 'bench';
export const USER = 'bench';

export interface Seed {
  /** Memories of the user: half of them turns, half facts. */
  readonly permanent: number;
  readonly org: number;
  /** Of the model that will be loaded, so that nothing is embedded. */
  readonly stamp: string;
}

const AT = '2026-03-01T10:00:00.000Z';
const TURNS_OF_A_SESSION = 32;
const SEGMENT = 1_024;
const BATCH = 5_000;

/** Writes the databases that a runtime of so many items has, vectors and all: embedding them would take minutes. */
export async function seed({ permanent, org, stamp }: Seed): Promise<void> {
  const dataset = makeDataset({ size: permanent + org, queries: 1 });
  await write(`memoair-web/user/${WORKSPACE}/${USER}`, USER_TABLES, [...userRows(dataset, permanent, stamp), head()]);
  await write(`memoair-web/org/${WORKSPACE}`, ORG_TABLES, [...orgRows(dataset, permanent, org, stamp), head()]);
}

const head = (): Write => ({ table: 'meta', put: { id: HEAD_KEY, value: 1 } });

function* userRows(dataset: Dataset, permanent: number, stamp: string): Iterable<Write> {
  const found: { passage: Passage; at: number }[] = [];
  let lines: readonly string[] = [];
  for (let i = 0; i < permanent; i++) {
    const text = dataset.texts[i]!;
    if (i % 2 === 0) {
      const turn = i / 2;
      if (turn % TURNS_OF_A_SESSION === 0) lines = [];
      const row: EpisodeRow = {
        id: `epi_${i}`,
        kind: 'episode',
        seq: 1,
        at: AT,
        sessionId: `s${Math.floor(turn / TURNS_OF_A_SESSION)}`,
        turnId: `t${i}`,
        userText: text,
        assistantText: '',
        userName: null,
      };
      const made = episodePassages(row, lines);
      ({ lines } = made);
      found.push(...made.passages.map((passage) => ({ passage, at: i })));
      yield { table: 'memories', put: row };
    } else {
      const row: FactRow = {
        id: `mem_${i}`,
        kind: 'fact',
        seq: 1,
        at: AT,
        matchKey: null,
        text,
        validFrom: AT,
        validTo: null,
        source: null,
        metadata: {},
      };
      found.push({ passage: textPassage(row.id, text, { document: null, at: AT }), at: i });
      yield { table: 'memories', put: row };
    }
  }
  yield* segments(dataset, found, stamp);
}

function* orgRows(dataset: Dataset, from: number, count: number, stamp: string): Iterable<Write> {
  const found: { passage: Passage; at: number }[] = [];
  for (let i = 0; i < count; i++) {
    const docId = `doc-${i}`;
    const id = JSON.stringify(['handbook', docId, 0]);
    const text = dataset.texts[from + i]!;
    found.push({ passage: textPassage(id, text, { document: JSON.stringify(['handbook', docId]), at: null }), at: from + i });
    yield { table: 'chunks', put: { id, seq: 1, index: 'handbook', docId, position: 0, text, metadata: {}, removed: false } };
  }
  yield { table: 'indexes', put: { name: 'handbook', version: 1, chunkCount: count, createdAt: AT, updatedAt: AT } };
  yield* segments(dataset, found, stamp);
}

function* segments(dataset: Dataset, found: readonly { readonly passage: Passage; readonly at: number }[], stamp: string): Iterable<Write> {
  for (let from = 0; from < found.length; from += SEGMENT) {
    const passages = found.slice(from, from + SEGMENT).map(({ passage, at }): IndexedPassage => ({
      id: passage.id,
      textHash: textHash(passage.denseText),
      counted: countPassage(passage),
      vector: quantize(dataset.vector(at)),
    }));
    const id = `${String(from / SEGMENT + 1).padStart(10, '0')}-seed`;
    yield { table: 'segments', put: { id, bytes: encodeSegment({ stamp, dimension: dataset.dimension, passages }) } };
  }
}

async function write(name: string, tables: readonly TableName[], writes: readonly Write[]): Promise<void> {
  const store = await openIndexedDb({ name, tables, onIncident: () => undefined });
  for (let from = 0; from < writes.length; from += BATCH) await store.commit(writes.slice(from, from + BATCH));
  await store.close();
}
