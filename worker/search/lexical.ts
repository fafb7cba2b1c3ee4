/**
 * BM25+ over passages, with the passages around them as weak fields.
 *
 * A neighbour's words count for a passage at a fraction of their own weight. They are not indexed a second time: a
 * posting is handed on along the thread when a query meets it, so a new passage changes none of its neighbours' rows.
 *
 * @module
 */

const K = 1.2;
const B = 0.7;
/** The "+" of BM25+: what a match is worth at least, in units of idf. */
const D = 0.5;
const LABEL_WEIGHT = 2;
/** Offset along the thread → weight. A posting at i counts for i+1 (whose previous it is) at .5, and so on. */
const NEIGHBOURS: readonly (readonly [offset: number, weight: number])[] = [
  [1, 0.5],
  [-1, 0.3],
  [2, 0.2],
  [-2, 0.1],
];
const MAX_QUERY_TERMS = 128;
const NONE = -1;

interface Posting {
  readonly slots: number[];
  readonly counts: number[];
}

/** Scores of one query: `values[slot]`, 0 where nothing matched, and the slots that matched. */
export interface LexicalScores {
  readonly values: Float32Array;
  readonly matched: readonly number[];
  /** Σ idf of the query's terms: what a passage could reach. */
  readonly idfSum: number;
}

export interface LexicalOptions {
  /** Exponent of the share of query terms that matched: 1 for talk, .5 for text. */
  readonly coordination: number;
}

export class LexicalIndex {
  readonly #coordination: number;
  readonly #postings = new Map<string, Posting>();
  readonly #labels = new Map<string, Posting>();
  readonly #lengths: number[] = [];
  readonly #previous: number[] = [];
  readonly #next: number[] = [];
  #live = 0;
  #labelled = 0;
  #totalLength = 0;

  constructor(options: LexicalOptions) {
    this.#coordination = options.coordination;
  }

  /** Adds a passage at a slot never used before. `after` is the slot before it in its thread, or undefined. */
  add(slot: number, terms: readonly string[], labelTerms: readonly string[], after: number | undefined): void {
    this.#lengths[slot] = terms.length;
    this.#previous[slot] = after ?? NONE;
    this.#next[slot] = NONE;
    if (after !== undefined) this.#next[after] = slot;
    this.#live++;
    this.#totalLength += terms.length;
    post(this.#postings, slot, terms);
    if (labelTerms.length > 0) this.#labelled++;
    post(this.#labels, slot, labelTerms);
  }

  /**
   * Takes a passage out; its neighbours close the gap. Terms have to be those it was added with. Returns the slot before
   * it in its thread: the thread's last where this one was that.
   */
  remove(slot: number, terms: readonly string[], labelTerms: readonly string[]): number | undefined {
    this.#live--;
    this.#totalLength -= terms.length;
    unpost(this.#postings, slot, terms);
    if (labelTerms.length > 0) this.#labelled--;
    unpost(this.#labels, slot, labelTerms);
    const previous = this.#previous[slot] ?? NONE;
    const next = this.#next[slot] ?? NONE;
    if (previous !== NONE) this.#next[previous] = next;
    if (next !== NONE) this.#previous[next] = previous;
    return previous === NONE ? undefined : previous;
  }

  search(queryTerms: readonly string[]): LexicalScores {
    const unique = [...new Set(queryTerms)].slice(0, MAX_QUERY_TERMS);
    const size = this.#lengths.length;
    const pass = new QueryPass(size);
    const average = this.#totalLength / Math.max(1, this.#live);
    let idfSum = 0;
    for (const term of unique) {
      const own = this.#postings.get(term);
      idfSum += idf(this.#live, own?.slots.length ?? 0);
      if (own) this.#scoreOwn(pass, own, average);
      const label = this.#labels.get(term);
      if (label) {
        const score = LABEL_WEIGHT * idf(this.#labelled, label.slots.length) * (D + 1);
        for (const slot of label.slots) pass.hit(slot, score, LABEL_WEIGHT);
      }
      pass.endTerm();
    }
    return { values: pass.finish(unique.length, this.#coordination), matched: pass.matched, idfSum };
  }

  #scoreOwn(pass: QueryPass, posting: Posting, average: number): void {
    const weight = idf(this.#live, posting.slots.length);
    for (let p = 0; p < posting.slots.length; p++) {
      const slot = posting.slots[p]!;
      const count = posting.counts[p]!;
      const score = weight * (D + (count * (K + 1)) / (count + K * (1 - B + (B * this.#lengths[slot]!) / average)));
      pass.hit(slot, score, 1);
      for (const [offset, share] of NEIGHBOURS) {
        const near = this.#along(slot, offset);
        if (near !== NONE) pass.hit(near, score * share, share);
      }
    }
  }

  #along(slot: number, offset: number): number {
    const links = offset > 0 ? this.#next : this.#previous;
    let at = slot;
    for (let step = Math.abs(offset); step > 0 && at !== NONE; step--) at = links[at] ?? NONE;
    return at;
  }
}

/** Sums of one query. A term's weight in the coordination is that of its best field. */
class QueryPass {
  readonly matched: number[] = [];
  readonly #scores: Float32Array;
  readonly #covered: Float32Array;
  readonly #best: Float32Array;
  #touched: number[] = [];

  constructor(size: number) {
    this.#scores = new Float32Array(size);
    this.#covered = new Float32Array(size);
    this.#best = new Float32Array(size);
  }

  hit(slot: number, score: number, weight: number): void {
    if (this.#scores[slot] === 0) this.matched.push(slot);
    this.#scores[slot]! += score;
    if (this.#best[slot] === 0) this.#touched.push(slot);
    if (weight > this.#best[slot]!) this.#best[slot] = weight;
  }

  endTerm(): void {
    for (const slot of this.#touched) {
      this.#covered[slot]! += this.#best[slot]!;
      this.#best[slot] = 0;
    }
    this.#touched = [];
  }

  finish(termCount: number, coordination: number): Float32Array {
    for (const slot of this.matched) this.#scores[slot]! *= Math.min(1, this.#covered[slot]! / termCount) ** coordination;
    return this.#scores;
  }
}

function idf(total: number, matching: number): number {
  return Math.log(1 + (total - matching + 0.5) / (matching + 0.5));
}

function post(index: Map<string, Posting>, slot: number, terms: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const [term, count] of counts) {
    let posting = index.get(term);
    if (!posting) index.set(term, (posting = { slots: [], counts: [] }));
    posting.slots.push(slot);
    posting.counts.push(count);
  }
}

function unpost(index: Map<string, Posting>, slot: number, terms: readonly string[]): void {
  for (const term of new Set(terms)) {
    const posting = index.get(term);
    const at = posting?.slots.indexOf(slot) ?? NONE;
    if (!posting || at === NONE) continue;
    posting.slots.splice(at, 1);
    posting.counts.splice(at, 1);
    if (posting.slots.length === 0) index.delete(term);
  }
}
