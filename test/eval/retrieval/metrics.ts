import { plain } from './data.ts';

/** What a question was answered with. */
export interface Found {
  /** For each item that came back, best first, the ids of the records that it holds: a stored turn holds several. */
  readonly items: readonly (readonly string[])[];
  /** Null where there is none, as of another engine. */
  readonly contextText: string | null;
}

export interface Scores {
  /** Share of the relevant records among the first five ids. */
  readonly r5: number;
  readonly ndcg: number;
  /** Reciprocal rank of the first relevant id among ten. */
  readonly mrr: number;
  readonly hit1: number;
  /** Share of the relevant records in the first five items. */
  readonly itemR5: number;
  /** nDCG@10 over items: one gains when it brings a relevant record that none before it brought. */
  readonly itemNdcg: number;
  /** Share of the relevant records whose text stands whole in contextText. */
  readonly ctxRec: number | null;
}

export type Figure = keyof Scores;

export const FIGURES: readonly Figure[] = ['r5', 'ndcg', 'mrr', 'hit1', 'itemR5', 'itemNdcg', 'ctxRec'];

const DEPTH = 10;
const discount = (rank: number): number => 1 / Math.log2(rank + 2);

/** `evidence` holds the texts of the relevant records. */
export function score({ items, contextText }: Found, relevant: readonly string[], evidence: readonly string[]): Scores {
  const wanted = new Set(relevant);
  const ids = [...new Set(items.flat())].slice(0, DEPTH);
  const hits = ids.map((id) => wanted.has(id));
  const first = hits.indexOf(true);
  let ideal = 0;
  for (let rank = 0; rank < Math.min(wanted.size, DEPTH); rank++) ideal += discount(rank);
  return {
    r5: hits.slice(0, 5).filter(Boolean).length / wanted.size,
    ndcg: hits.reduce((sum, hit, rank) => sum + (hit ? discount(rank) : 0), 0) / ideal,
    mrr: first < 0 ? 0 : 1 / (first + 1),
    hit1: hits[0] ? 1 : 0,
    ...itemScores(items, wanted, ideal),
    ctxRec: contextText === null ? null : contextRecall(contextText, evidence, wanted.size),
  };
}

function itemScores(items: readonly (readonly string[])[], wanted: ReadonlySet<string>, ideal: number): Pick<Scores, 'itemR5' | 'itemNdcg'> {
  const seen = new Set<string>();
  let atFive = 0;
  let gained = 0;
  items.slice(0, DEPTH).forEach((ids, rank) => {
    const fresh = new Set(ids.filter((id) => wanted.has(id) && !seen.has(id)));
    if (fresh.size > 0) gained += discount(rank);
    for (const id of fresh) seen.add(id);
    if (rank < 5) atFive = seen.size;
  });
  return { itemR5: atFive / wanted.size, itemNdcg: gained / ideal };
}

function contextRecall(contextText: string, evidence: readonly string[], relevant: number): number {
  const context = plain(contextText);
  return evidence.map(plain).filter((text) => text !== '' && context.includes(text)).length / relevant;
}
