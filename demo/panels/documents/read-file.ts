import type { IndexDocument } from '../../../src/contract/local.ts';
import { entriesOf, type ImportEntry } from '../import-entries.ts';
import type { Work } from '../progress.ts';
import { size } from '../words.ts';
import { pdfText } from './pdf-text.ts';
import { piecesOf } from './pieces.ts';

/** What a file turned out to hold. */
export type Contents =
  | { readonly kind: 'documents'; readonly documents: readonly IndexDocument[] }
  | { readonly kind: 'memories'; readonly entries: readonly ImportEntry[] };

/** What is taken from the file chooser. */
export const ACCEPTED = '.txt,.md,.markdown,.pdf,.json,.jsonl,.ndjson';
const MOST_BYTES = 20_000_000;

/** Reads a text, a PDF, a list of documents or an export of memories. @throws Error that says what to do */
export async function readFile(file: File, work: Work): Promise<Contents> {
  if (file.size > MOST_BYTES) throw new Error(`It has ${size(file.size)}, and ${size(MOST_BYTES)} is the most that is taken here. Split it.`);
  const ending = /\.(\w+)$/.exec(file.name.toLowerCase())?.[1] ?? '';
  const bytes = await file.arrayBuffer();
  work.signal.throwIfAborted();
  if (ending === 'pdf') return documents(piecesOf(file.name, await pdfText(bytes, work)));
  const text = textOf(bytes);
  if (ending === 'json' || ending === 'jsonl' || ending === 'ndjson') return jsonContents(text);
  if (!['txt', 'md', 'markdown'].includes(ending)) throw new Error('Only .txt, .md, .pdf, .json and .jsonl are read. Save it as one of them.');
  return documents(piecesOf(file.name, text));
}

function documents(found: readonly IndexDocument[]): Contents {
  if (found.length === 0) throw new Error('There is no text in it.');
  return { kind: 'documents', documents: found };
}

function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('It is not UTF-8 text. Save it with that encoding.');
  }
}

/** A list of `{id, text}` are documents; everything else has to be an export. */
function jsonContents(text: string): Contents {
  const entries: readonly unknown[] = entriesOf(text);
  if (!entries.every(isDocument)) return { kind: 'memories', entries: entriesOf(text) };
  return documents(entries.flatMap(({ id, text: long }) => piecesOf(id, long)));
}

function isDocument(entry: unknown): entry is IndexDocument {
  return typeof entry === 'object' && entry !== null && 'id' in entry && typeof entry.id === 'string' && 'text' in entry && typeof entry.text === 'string';
}
