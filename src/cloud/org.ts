import { splitText } from '../../worker/search/chunk.ts';
import type { CloudChunk } from '../contract/cloud.ts';
import type { IndexCreateRequest, IndexCreateResponse, IndexListResponse } from '../contract/local.ts';
import { TERMS, type ChunkRow } from './cloud-rows.ts';
import type { CloudReader, CloudWriter } from './cloud-store.ts';
import { stateOf } from './state.ts';

/** The id that a device gives a chunk of the same documents. */
function chunkId(index: string, docId: string, position: number): string {
  return JSON.stringify([index, docId, position]);
}

/** Appends documents, or replaces those whose id is known. Of two with one id the last counts. `epoch` is for a first call. */
export function createIndex(rows: CloudWriter, request: IndexCreateRequest, epoch: string, now: string): IndexCreateResponse {
  const state = stateOf(rows, epoch);
  const known = rows.get('indexes', request.name);
  let { seq } = state;
  let created = 0;
  let total = known?.chunkCount ?? 0;
  for (const document of new Map(request.documents.map((each) => [each.id, each])).values()) {
    const texts = splitText(document.text);
    const before = rows.find('chunks', TERMS.document(request.name, document.id));
    const metadata = { ...request.metadata, ...document.metadata };
    for (const row of before) if (row.chunk && row.chunk.position >= texts.length) rows.put('chunks', { id: row.id, seq: ++seq, chunk: null });
    texts.forEach((text, position) => {
      const id = chunkId(request.name, document.id, position);
      const former = before.find((row) => row.id === id)?.chunk;
      const vector = former?.text === text ? former.vector : null;
      rows.put('chunks', { id, seq: ++seq, chunk: { index: request.name, docId: document.id, position, text, metadata, vector } });
    });
    created += texts.length;
    total += texts.length - before.length;
  }
  const version = (known?.version ?? 0) + 1;
  rows.put('indexes', { id: request.name, version, chunkCount: total, createdAt: known?.createdAt ?? now, updatedAt: now });
  rows.put('meta', { ...state, seq });
  return { indexName: request.name, chunkCount: created, version };
}

export function listIndexes(rows: CloudReader): IndexListResponse {
  return { indexes: rows.all('indexes').map(({ id, version, chunkCount, createdAt, updatedAt }) => ({ name: id, version, chunkCount, createdAt, updatedAt })) };
}

/** A chunk as devices get it. */
export function cloudChunk({ id }: ChunkRow, { vector, ...chunk }: NonNullable<ChunkRow['chunk']>): CloudChunk {
  return { id, ...chunk, ...(vector ? { vector } : {}) };
}
