import { plain, type Doc } from './data.ts';

/** What came back, as far as it tells which records it holds. */
export interface Returned {
  readonly text?: string;
  readonly memoryId?: string;
  readonly chunkId?: string;
  readonly docId?: string;
}

export type FindRecords = (item: Returned) => readonly string[];

/** From here on a record's text may be part of an item's, and from there on an item's part of a record's. */
const WITHIN_ITEM = 12;
const WITHIN_RECORD = 40;

/** Tells which records an item holds: by an id that comes back, else by its text. */
export function recordFinder(docs: readonly Doc[]): FindRecords {
  const ids = new Set(docs.map(({ id }) => id));
  const texts = docs.map(({ id, text = '' }) => ({ id, text: plain(text) })).filter(({ text }) => text !== '');
  const byText = new Map<string, readonly string[]>();
  return ({ text = '', memoryId, chunkId, docId }) => {
    for (const named of [memoryId, chunkId, docId]) {
      const id = [named, named?.replace(/:\d+$/, '')].find((one) => one !== undefined && ids.has(one));
      if (id !== undefined) return [id];
    }
    const known = byText.get(text);
    if (known) return known;
    const item = plain(text);
    const isIn = (record: string): boolean =>
      record === item || (record.length >= WITHIN_ITEM && item.includes(record)) || (item.length >= WITHIN_RECORD && record.includes(item));
    const found = item === '' ? [] : texts.filter((record) => isIn(record.text)).map(({ id }) => id);
    byText.set(text, found);
    return found;
  };
}
