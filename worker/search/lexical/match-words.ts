import type { QueryPass, Thread } from './query-pass.ts';

const K = 1.2;
const B = 0.7;
/** The "+" of BM25+: what a match is worth at least, in units of idf. */
const D = 0.5;
const LABEL_WEIGHT = 2;
/** Of a script without spaces these are some fifty words: each is cut into several terms. */
export const MAX_QUERY_TERMS = 256;

/** Terms for which others that are spelt like them are looked for: a long query has words enough. */
const MAX_ALIKE_TERMS = 16;

/** Scores of one query: `values[slot]`, 0 where nothing matched, and the slots that matched. */
export interface LexicalScores {
  readonly values: Float32Array;
  readonly matched: readonly number[];
  /** Σ idf of the query's terms: what a passage could reach. */
  readonly idfSum: number;
}

/** Which slots hold a term. */
export interface TermLists {
  /** Live slots that hold the term. */
  frequency(term: string): number;
  /** Visits the slots of a term in ascending order, with how often it stands there. */
  each(term: string, visit: (slot: number, count: number) => void): void;
}

/** What is matched against. */
export interface Matched {
  /** Terms of each passage; {@link NONE} where it was removed. */
  readonly lengths: readonly number[];
  readonly thread: Thread;
  /** Passages, those with a label, and the terms of all. */
  readonly live: number;
  readonly labelled: number;
  readonly totalLength: number;
  readonly text: TermLists;
  readonly labels: TermLists;
  /** Unset: nothing but the terms themselves. */
  readonly alike?: Alike | undefined;
}

/** Words that are looked for beside a term, spelt much like it, and what they count. */
export interface Alike {
  readonly weight: number;
  text(term: string): readonly string[];
  labels(term: string): readonly string[];
}

/** The terms of a query that are looked for. */
export function queryTerms(terms: readonly string[]): readonly string[] {
  return [...new Set(terms)].slice(0, MAX_QUERY_TERMS);
}

/** BM25+ over two fields and the passages around each; see `lexical-index.ts`. */
export function matchWords(
  terms: readonly string[],
  { lengths, thread, live, labelled, totalLength, text, labels, alike }: Matched,
  pass: QueryPass,
  coordination: number,
): LexicalScores {
  pass.begin(lengths, thread);
  const average = totalLength / Math.max(1, live);
  let idfSum = 0;
  let looked = 0;
  for (const term of terms) {
    pass.beginTerm();
    const holders = text.frequency(term);
    const weight = idf(live, holders);
    idfSum += weight;
    text.each(term, (slot, count) => pass.own(slot, weight * matchScore(count, lengths[slot]!, average)));
    const label = LABEL_WEIGHT * idf(labelled, labels.frequency(term)) * (D + 1);
    labels.each(term, (slot) => pass.label(slot, label, LABEL_WEIGHT));
    if (!alike || ++looked > MAX_ALIKE_TERMS) continue;
    for (const other of alike.text(term)) {
      const lent = alike.weight * idf(live, holders + text.frequency(other));
      text.each(other, (slot, count) => {
        // a passage that holds the term needs no other for it, and of several the most alike comes first
        if (!pass.holds(slot)) pass.own(slot, lent * matchScore(count, lengths[slot]!, average));
      });
    }
    for (const other of alike.labels(term)) {
      const lent = alike.weight * LABEL_WEIGHT * idf(labelled, labels.frequency(other)) * (D + 1);
      labels.each(other, (slot) => pass.label(slot, lent, LABEL_WEIGHT));
    }
  }
  return { ...pass.finish(terms.length, coordination), idfSum };
}

/** What a term is worth that stands `count` times in a text of `length` terms, in units of its idf. */
export function matchScore(count: number, length: number, average: number): number {
  return D + (count * (K + 1)) / (count + K * (1 - B + (B * length) / average));
}

/** What a term is worth that `matching` of `total` texts hold. */
export function idf(total: number, matching: number): number {
  return Math.log(1 + (total - matching + 0.5) / (matching + 0.5));
}
