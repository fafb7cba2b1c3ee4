import { render } from '../data.ts';
import { groupBy } from '../group-by.ts';
import { TOP, type Baseline } from './baseline.ts';

const K1 = 1.2;
const B = 0.75;

const words = (text: string): readonly string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** Okapi BM25 over lower-cased words: no stems, no stop words. */
export const bm25: Baseline = {
  name: 'BM25',
  build: (docs) => {
    const postings = new Map<string, { readonly doc: number; readonly count: number }[]>();
    const lengths = docs.map((record, doc) => {
      const all = words(render(record));
      for (const [word, { length: count }] of groupBy(all, (each) => each)) {
        const list = postings.get(word);
        if (list) list.push({ doc, count });
        else postings.set(word, [{ doc, count }]);
      }
      return all.length;
    });
    const average = lengths.reduce((sum, length) => sum + length, 0) / docs.length;
    return (query) => {
      const scores = new Map<number, number>();
      for (const word of new Set(words(query))) {
        const list = postings.get(word) ?? [];
        const idf = Math.log(1 + (docs.length - list.length + 0.5) / (list.length + 0.5));
        for (const { doc, count } of list) {
          const norm = count + K1 * (1 - B + (B * lengths[doc]!) / average);
          scores.set(doc, (scores.get(doc) ?? 0) + (idf * count * (K1 + 1)) / norm);
        }
      }
      return [...scores]
        .sort(([a, x], [b, y]) => y - x || a - b)
        .slice(0, TOP)
        .map(([doc]) => docs[doc]!.id);
    };
  },
};
