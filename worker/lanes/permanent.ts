import type { PermanentHit } from '../../src/contract/types.ts';
import type { HybridIndex } from '../search/hybrid.ts';
import { itemOf, type RankedPassage } from '../search/passage.ts';
import { coverage } from '../search/coverage.ts';
import type { Query } from '../search/query.ts';
import { terms } from '../search/tokens.ts';
import type { EpisodeRow, FactRow } from '../store/schema.ts';
import { NOTHING, type Lane, type LaneHit, type Origin } from './lane.ts';
import { bestItems, contextLines } from './ranked-items.ts';
import { turnOrigin, turnText } from './working.ts';

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
    search: async ({ query, sessionId, topK, intent }) => {
      const [episodes, facts] = await Promise.all([view.episodes.rank(query), view.facts.rank(query)]);
      if (topK === 0) return NOTHING;
      const best = saidNowLast(merged(facts.passages, episodes.passages), query);
      const ranked = intent === 'this-call' ? ofThreadFirst(best, sessionId) : best;
      const hits = [...bestItems(best, topK + SPARE)].flatMap(([id, found]): LaneHit<PermanentHit>[] => {
        const { score } = found;
        const item = hitOf(view, id, score);
        return item ? [{ id, score, item, found }] : [];
      });
      return { hits, lines: contextLines(ranked), lexicalOnly: !episodes.dense || !facts.dense, originOf: (id) => originOf(view, id) };
    },
  };
}

/** Two rankings as one, best first; of equal ones the first list's. */
function merged(a: readonly RankedPassage[], b: readonly RankedPassage[]): RankedPassage[] {
  const both: RankedPassage[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length;) both.push(j >= b.length || (i < a.length && a[i]!.score >= b[j]!.score) ? a[i++]! : b[j++]!);
  return both;
}

/** A line that says so much of the query again is what is looked for. */
const SAME = 0.5;

/**
 * A line of talk is not answered by the lines before it, which led to it and are known: they come last, unless they say
 * the same. What was learned from them keeps its place, and a question has no such lines.
 */
function saidNowLast(passages: RankedPassage[], query: Query): RankedPassage[] {
  const lines = query.before();
  if (lines.length === 0) return passages;
  const items = new Set(lines.map(({ id }) => itemOf(id)));
  const now = ({ passage: { item, text } }: RankedPassage): boolean => items.has(item) && coverage(new Set(terms(text)), query.terms) < SAME;
  return [...passages.filter((each) => !now(each)), ...passages.filter(now)];
}

/** What was said in this session before everything else; the rest stays for what is left of the room. */
function* ofThreadFirst(passages: readonly RankedPassage[], thread: string): Generator<RankedPassage> {
  for (const each of passages) if (each.passage.thread === thread) yield each;
  for (const each of passages) if (each.passage.thread !== thread) yield each;
}

function originOf(view: PermanentView, id: string): Origin | undefined {
  const fact = view.fact(id);
  if (fact) return { ...(fact.source && { sourceTurn: fact.source }), validFrom: fact.validFrom, ...(fact.validTo !== null && { validTo: fact.validTo }) };
  const episode = view.episode(id);
  return episode && turnOrigin(episode);
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
