import type { IndexDocument } from '../../../src/contract/local.ts';
import { createIndex, importMemories } from '../local-api.ts';
import type { Work } from '../progress.ts';
import { many } from '../words.ts';
import { PIECE_CHARS } from './pieces.ts';
import type { Contents } from './read-file.ts';

const DOCUMENTS = 50;
const ENTRIES = 250;

/** Hands over what a file holds, a little at a time. What was taken, in words. @throws ApiError, or the reason of the signal */
export async function sendContents(contents: Contents, index: string, { signal, report }: Work): Promise<string> {
  if (contents.kind === 'memories') {
    const { entries } = contents;
    for (let at = 0; at < entries.length; at += ENTRIES) {
      await importMemories(entries.slice(at, at + ENTRIES), signal);
      report(Math.min(1, (at + ENTRIES) / entries.length), many(Math.min(entries.length, at + ENTRIES), 'memory', 'memories'));
    }
    return many(entries.length, 'memory', 'memories');
  }
  const { documents } = contents;
  let sent = 0;
  let passages = 0;
  for (const batch of batches(documents)) {
    signal.throwIfAborted();
    passages += (await createIndex(index, batch, signal)).chunkCount;
    sent += batch.length;
    report(sent / documents.length, `${sent} of ${many(documents.length, 'part')}`);
  }
  return many(passages, 'passage');
}

/** As many as fit into one piece's size, in their order. */
function* batches(documents: readonly IndexDocument[]): Generator<readonly IndexDocument[]> {
  let batch: IndexDocument[] = [];
  let chars = 0;
  for (const document of documents) {
    if (batch.length === DOCUMENTS || (batch.length > 0 && chars + document.text.length > PIECE_CHARS)) {
      yield batch;
      [batch, chars] = [[], 0];
    }
    batch.push(document);
    chars += document.text.length;
  }
  if (batch.length > 0) yield batch;
}
