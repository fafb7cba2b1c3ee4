import type { PermanentHit } from '../../src/contract/types.ts';
import type { HybridIndex } from '../search/hybrid.ts';
import type { RankedPassage } from '../search/passage.ts';
import type { EpisodeRow, FactRow } from '../store/schema.ts';
import { NOTHING, type Lane, type LaneHit } from './lane.ts';
import { bestItems, contextLines } from './ranked-items.ts';
import { turnText } from './working.ts';

/** What the permanent lane reads of the user's memory. */
export interface PermanentView {
  readonly episodes: HybridIndex;
  readonly facts: HybridIndex;
  episode(id: string): EpisodeRow | undefined;
  fact(id: string): FactRow | undefined;
}

/** Found beyond topK, because a turn that the working lane shows is taken out of this one. */
const SPARE = 50;

/** Everything remembered of this user: facts that hold (or held, when the query asks about the past) and past turns. */
export function permanentLane(view: PermanentView): Lane<PermanentHit> {
  return {
    search: async ({ query, topK }) => {
      const [episodes, facts] = await Promise.all([view.episodes.rank(query), view.facts.rank(query)]);
      if (topK === 0) return NOTHING;
      const ranked = merged(facts.passages, episodes.passages);
      const hits = [...bestItems(ranked, topK + SPARE)].flatMap(([id, score]): LaneHit<PermanentHit>[] => {
        const item = hitOf(view, id, score);
        return item ? [{ id, score, item }] : [];
      });
      return { hits, lines: contextLines(ranked), lexicalOnly: !episodes.dense || !facts.dense };
    },
  };
}

/** Two rankings as one, best first; of equal ones the first list's. */
function merged(a: readonly RankedPassage[], b: readonly RankedPassage[]): RankedPassage[] {
  const both: RankedPassage[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) both.push(j >= b.length || (i < a.length && a[i]!.score >= b[j]!.score) ? a[i++]! : b[j++]!);
  return both;
}

function hitOf(view: PermanentView, id: string, score: number): PermanentHit | null {
  const fact = view.fact(id);
  if (fact) {
    return {
      memoryId: id,
      kind: 'fact',
      ...(fact.matchKey === null ? {} : { matchKey: fact.matchKey }),
      text: fact.text,
      score,
      validFrom: fact.validFrom,
      ...(fact.validTo === null ? {} : { validTo: fact.validTo }),
    };
  }
  const episode = view.episode(id);
  return episode ? { memoryId: id, kind: 'episode', text: turnText(episode), score, validFrom: episode.at } : null;
}
