import { LANES, type LaneName, type LineRef, type SourceRef, type SourceWhy } from '../src/contract/types.ts';
import type { ShownLine } from './composer.ts';
import type { LaneAnswer, LaneHit } from './lanes/lane.ts';
import type { Query } from './search/query.ts';
import type { RankedPassage } from './search/passage.ts';
import { terms, words } from './search/tokens.ts';

/** Sources of a lane that say why; a caller may ask for fifty items. */
const EXPLAINED = 16;
const LINES = 128;
const MATCHED = 8;
/** Words of a query that are looked for, and characters of a passage that they are looked for in. */
const QUERY_WORDS = 32;
const READ = 600;

export type Answers = Readonly<Record<LaneName, LaneAnswer<unknown> | null>>;

/** Says of items and lines why they were found. Made for one recall; what it works out it works out once. */
export class Explanation {
  readonly #answers: Answers;
  readonly #query: Query;
  readonly #inWords: boolean;
  readonly #matched = new Map<string, readonly string[]>();
  #words: readonly (readonly [string, readonly string[]])[] | null = null;

  /** `inWords`: also by which words, which takes longer than all the rest. */
  constructor(answers: Answers, query: Query, inWords: boolean) {
    this.#answers = answers;
    this.#query = query;
    this.#inWords = inWords;
  }

  /** The items of the response, lane by lane. */
  sources(hits: Readonly<Record<LaneName, readonly LaneHit<unknown>[]>>): SourceRef[] {
    return LANES.flatMap((lane) =>
      hits[lane].map(({ id, source, score, found }, i): SourceRef => {
        const why = i < EXPLAINED ? this.#why(lane, id, found) : undefined;
        return { lane, id: source ?? id, score, ...(why && { why }) };
      }),
    );
  }

  /** The lines of contextText. */
  lines(shown: readonly ShownLine[]): LineRef[] {
    return shown.slice(0, LINES).map(({ lane, line, start, length }) => {
      const why = this.#why(lane, line.item, line.found);
      const id = this.#answers[lane]?.sourceOf?.(line.item) ?? line.item;
      return { lane, id, score: line.found?.score ?? 0, start, length, ...(why && { why }) };
    });
  }

  #why(lane: LaneName, item: string, found: RankedPassage | undefined): SourceWhy | undefined {
    const origin = this.#answers[lane]?.originOf?.(item);
    if (!found) return origin;
    const matched = this.#inWords ? this.#matchedIn(found) : [];
    return {
      lexical: rounded(found.lexical),
      // with the lines before a query it may come to more
      dense: Math.max(-1, Math.min(1, rounded(found.cosine))),
      ...(matched.length > 0 && { matched }),
      line: Number(found.passage.id.slice(found.passage.item.length + 1)),
      ...origin,
    };
  }

  #matchedIn({ passage: { id, text, label }, lexical }: RankedPassage): readonly string[] {
    if (lexical <= 0) return [];
    const known = this.#matched.get(id);
    if (known) return known;
    const present = new Set(terms(text.slice(0, READ)));
    if (label !== null) for (const term of terms(label)) present.add(term);
    const matched = this.#queryWords()
      .filter(([, of]) => of.some((term) => present.has(term)))
      .slice(0, MATCHED)
      .map(([word]) => word);
    this.#matched.set(id, matched);
    return matched;
  }

  /** Words of the query with the terms that they are searched by. */
  #queryWords(): readonly (readonly [string, readonly string[]])[] {
    if (this.#words) return this.#words;
    const asked = new Set(this.#query.terms);
    const found: [string, readonly string[]][] = [];
    for (const word of new Set(words(this.#query.text.slice(0, READ)))) {
      if (found.length >= QUERY_WORDS) break;
      const of = terms(word).filter((term) => asked.has(term));
      if (of.length > 0) found.push([word, of]);
    }
    return (this.#words = found);
  }
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;
