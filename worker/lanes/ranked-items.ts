import type { ContextLine } from '../composer.ts';
import type { Passage, RankedPassage } from '../search/passage.ts';
import { spoken } from '../search/utterances.ts';

/** The best `k` items of ranked passages, each once, with the score of its best passage. */
export function bestItems(passages: readonly RankedPassage[], k: number): Map<string, number> {
  const items = new Map<string, number>();
  for (const { passage, score } of passages) {
    if (items.size >= k) break;
    if (!items.has(passage.item)) items.set(passage.item, score);
  }
  return items;
}

export function contextLine(passage: Passage): ContextLine {
  return new PassageLine(passage);
}

/** Written out when it is composed: of two hundred candidates a few dozen find room. */
class PassageLine implements ContextLine {
  readonly #passage: Passage;
  readonly id: string;
  readonly item: string;

  constructor(passage: Passage) {
    this.#passage = passage;
    this.id = passage.id;
    this.item = passage.item;
  }

  get text(): string {
    return spoken(this.#passage);
  }

  get day(): string | null {
    return this.#passage.at?.slice(0, 10) ?? null;
  }
}

export function contextLines(passages: readonly RankedPassage[]): ContextLine[] {
  return passages.map(({ passage }) => contextLine(passage));
}
