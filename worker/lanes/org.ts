import type { OrgHit } from '../../src/contract/types.ts';
import type { HybridIndex } from '../search/hybrid.ts';
import type { Query } from '../search/query.ts';
import type { Ranking } from '../search/ranking.ts';
import type { ChunkRow } from '../store/schema.ts';
import { NOTHING, type Lane, type LaneAnswer, type LaneHit } from './lane.ts';
import { bestItems, contextLines } from './ranked-items.ts';

/** What a hit tells of a chunk. */
export type ToldChunk = Pick<ChunkRow, 'index' | 'docId' | 'position' | 'text' | 'metadata'>;

/** What the org lane reads of the workspace's knowledge. */
export interface OrgView {
  readonly chunks: HybridIndex;
  /** Chunks that fit, best first. */
  rank(query: Query): Promise<Ranking>;
  chunk(id: string): ChunkRow | undefined;
}

/** What the organisation knows: chunks of its documents, the same for every user of the workspace. */
export function orgLane(view: OrgView): Lane<OrgHit> {
  return {
    search: async ({ query, topK }) => orgAnswer(await view.rank(query), topK, (id) => view.chunk(id)),
  };
}

/** The answer of a lane whose engine ranked these passages, whichever it is. */
export function orgAnswer({ passages, dense }: Ranking, topK: number, chunkOf: (id: string) => ToldChunk | undefined): LaneAnswer<OrgHit> {
  if (topK === 0) return NOTHING;
  const hits = [...bestItems(passages, topK)].flatMap(([id, found]): LaneHit<OrgHit>[] => {
    const chunk = chunkOf(id);
    if (!chunk) return [];
    const { index, docId, position, text, metadata } = chunk;
    const chunkId = chunkIdOf({ docId, position });
    const { score } = found;
    return [{ id, score, found, source: chunkId, item: { docId, chunkId, text, score, index, metadata } }];
  });
  return { hits, lines: contextLines(passages), lexicalOnly: !dense, sourceOf: (id) => sourceOf(chunkOf(id)) };
}

const chunkIdOf = ({ docId, position }: Pick<ToldChunk, 'docId' | 'position'>): string => `${docId}:${position}`;
const sourceOf = (chunk: ToldChunk | undefined): string | undefined => chunk && chunkIdOf(chunk);
