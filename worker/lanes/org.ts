import type { OrgHit } from '../../src/contract/types.ts';
import type { HybridIndex } from '../search/hybrid.ts';
import type { ChunkRow } from '../store/schema.ts';
import { NOTHING, type Lane, type LaneHit } from './lane.ts';
import { bestItems, contextLines } from './ranked-items.ts';

/** What the org lane reads of the workspace's knowledge. */
export interface OrgView {
  readonly chunks: HybridIndex;
  chunk(id: string): ChunkRow | undefined;
}

/** What the organisation knows: chunks of its documents, the same for every user of the workspace. */
export function orgLane(view: OrgView): Lane<OrgHit> {
  return {
    search: async ({ query, topK }) => {
      const { passages, dense } = await view.chunks.rank(query);
      if (topK === 0) return NOTHING;
      const hits = [...bestItems(passages, topK)].flatMap(([id, score]): LaneHit<OrgHit>[] => {
        const chunk = view.chunk(id);
        if (!chunk) return [];
        const chunkId = `${chunk.docId}:${chunk.position}`;
        return [{ id, score, source: chunkId, item: { docId: chunk.docId, chunkId, text: chunk.text, score, index: chunk.index, metadata: chunk.metadata } }];
      });
      return { hits, lines: contextLines(passages), lexicalOnly: !dense };
    },
  };
}
