import type { ContextLine } from '../composer.ts';
import type { Passage, RankedPassage } from '../search/passage.ts';
import { spoken } from '../search/utterances.ts';

/** The best `k` items of ranked passages, each once, with its best passage. */
export function bestItems(passages: readonly RankedPassage[], k: number): Map<string, RankedPassage> {
  const items = new Map<string, RankedPassage>();
  for (const ranked of passages) {
    if (items.size >= k) break;
    if (!items.has(ranked.passage.item)) items.set(ranked.passage.item, ranked);
  }
  return items;
}

/** One line of contextText. */
export function contextLine(passage: Passage): ContextLine {
  return { id: passage.id, item: passage.item, text: spoken(passage), day: passage.at?.slice(0, 10) ?? null };
}

/** Lines of ranked passages, each written out when it is composed: of two hundred candidates a few dozen find room. */
export function* contextLines(passages: Iterable<RankedPassage>): Generator<ContextLine> {
  for (const found of passages) yield { ...contextLine(found.passage), found };
}
