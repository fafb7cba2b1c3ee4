import { nextTask } from '../next-task.ts';
import type { OrgMemory } from '../org-memory.ts';
import { chunkPassage } from '../org-passage.ts';
import { countPassage, type KnownTerms } from '../search/hybrid.ts';
import type { CountedPassage } from '../search/lexical/counted-terms.ts';
import type { Stems } from '../search/stems.ts';
import type { PageChunk } from './assert-bootstrap.ts';

/** How long texts are cut without a pause for everything else that waits, in milliseconds. */
const PIECE_MS = 10;

/** Cuts the chunks of a page into terms before the page is taken, in short pieces. Texts that are here already need none. */
export async function readyTerms(chunks: readonly PageChunk[], memory: Pick<OrgMemory, 'chunk'>, stems: Stems, signal?: AbortSignal): Promise<KnownTerms> {
  const known = new Map<string, CountedPassage>();
  let began = performance.now();
  for (const chunk of chunks) {
    if (memory.chunk(chunk.id)?.text === chunk.text) continue;
    const passage = chunkPassage(chunk);
    known.set(passage.id, countPassage(passage, stems));
    if (performance.now() - began < PIECE_MS) continue;
    await nextTask();
    signal?.throwIfAborted();
    began = performance.now();
  }
  return ({ id }) => known.get(id);
}
