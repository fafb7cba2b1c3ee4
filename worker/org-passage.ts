import { textPassage, type Passage } from './search/passage.ts';
import type { ChunkRow } from './store/schema.ts';

/** The one passage of a chunk. Documents that an app cut itself carry our own chunk form, `name:0`, `name:1`: they are parts of `name`. */
export function chunkPassage({ id, index, docId, text }: Pick<ChunkRow, 'id' | 'index' | 'docId' | 'text'>): Passage {
  return textPassage(id, text, { document: JSON.stringify([index, docId.replace(/:\d+$/, '')]), at: null });
}
