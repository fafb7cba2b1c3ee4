import type { Candidate, Fused } from './fusion.ts';
import { countTerms, type CountedPassage, type CountedTerms } from './lexical/counted-terms.ts';
import { LexicalIndex } from './lexical/lexical-index.ts';
import type { Passage, RankedPassage } from './passage.ts';
import type { Query, QueryEmbedding } from './query.ts';
import { CANDIDATES, type Recipe } from './recipes.ts';
import { SlotSet } from './slot-set.ts';
import { terms } from './tokens.ts';
import { topSlots } from './top.ts';
import { VectorArena } from './vectors/arena.ts';
import type { QuantizedVector } from './vectors/quantize.ts';
import { VectorIndex } from './vectors/vector-index.ts';

const NOTHING_TO_COMPARE: QueryEmbedding = { vector: null, reason: 'needless' };

/** What a search found, and whether the embedding was part of it. */
export interface Ranking {
  readonly passages: readonly RankedPassage[];
  /** False when there was something to compare with but no embedding of the query came. */
  readonly dense: boolean;
}

/** Removed passages leave gaps; the slots are numbered anew when the gaps are this many and half of all. */
const COMPACT_FROM = 1_024;

/**
 * Passages found by words and by meaning: BM25+ candidates ∪ nearest vectors, fused by the recipe of the index.
 * A passage is found by its words from the moment it is added, by its meaning once its vector is set.
 */
export class HybridIndex {
  readonly #recipe: Recipe;
  readonly #arena: VectorArena;
  readonly #lexical: LexicalIndex;
  #passages: (Passage | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  readonly #items = new Map<string, Passage[]>();
  readonly #lastOfThread = new Map<string, number>();
  readonly #unembedded = new Set<string>();
  readonly #rankings = new WeakMap<Query, Promise<Ranking>>();
  /** Passages that hold now; the others are found only by a query about the past. */
  #current = new SlotSet();
  #superseded = 0;
  #vectors: VectorIndex | null = null;

  /** Indexes that share an arena share the kernel and its memory. */
  constructor(recipe: Recipe, arena: VectorArena = new VectorArena()) {
    this.#recipe = recipe;
    this.#arena = arena;
    this.#lexical = new LexicalIndex(recipe);
  }

  get size(): number {
    return this.#slots.size;
  }

  get vectors(): VectorIndex | null {
    return this.#vectors;
  }

  /** Adds a passage; one with the same id is replaced and loses its vector. `counted` spares the tokeniser where its terms are known. */
  add(passage: Passage, counted: CountedPassage = countPassage(passage)): void {
    this.remove(passage.id);
    const slot = this.#passages.length;
    this.#passages.push(passage);
    this.#slots.set(passage.id, slot);
    this.#current.add(slot);
    this.#unembedded.add(passage.id);
    const siblings = this.#items.get(passage.item);
    if (siblings) siblings.push(passage);
    else this.#items.set(passage.item, [passage]);
    const after = passage.thread === null ? undefined : this.#lastOfThread.get(passage.thread);
    this.#lexical.add(slot, counted, after);
    if (passage.thread !== null) this.#lastOfThread.set(passage.thread, slot);
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    const passage = slot === undefined ? undefined : this.#passages[slot];
    if (slot === undefined || !passage) return;
    const previous = this.#lexical.remove(slot, countPassage(passage));
    this.#vectors?.delete(slot);
    this.#slots.delete(id);
    this.#unembedded.delete(id);
    this.#passages[slot] = undefined;
    if (!this.#current.delete(slot)) this.#superseded--;
    const siblings = this.#items.get(passage.item)?.filter((other) => other !== passage) ?? [];
    if (siblings.length > 0) this.#items.set(passage.item, siblings);
    else this.#items.delete(passage.item);
    if (passage.thread !== null && this.#lastOfThread.get(passage.thread) === slot) {
      if (previous === undefined) this.#lastOfThread.delete(passage.thread);
      else this.#lastOfThread.set(passage.thread, previous);
    }
    const gaps = this.#passages.length - this.size;
    if (gaps >= COMPACT_FROM && gaps > this.size) this.compact();
  }

  /** Whether what the passage says holds now; what no longer does is found only by a query about the past. */
  setCurrent(id: string, current: boolean): void {
    const slot = this.#slots.get(id);
    if (slot === undefined || this.#current.has(slot) === current) return;
    if (current) this.#current.add(slot);
    else this.#current.delete(slot);
    this.#superseded += current ? -1 : 1;
  }

  /** Numbers the slots anew, without those of removed passages. */
  compact(): void {
    const slotOf = new Int32Array(this.#passages.length).fill(-1);
    const passages: Passage[] = [];
    const current = new SlotSet();
    const vectors = this.#vectors && new VectorIndex(this.#arena, this.#vectors.dimension);
    this.#passages.forEach((passage, old) => {
      if (!passage) return;
      const slot = passages.push(passage) - 1;
      slotOf[old] = slot;
      this.#slots.set(passage.id, slot);
      if (this.#current.has(old)) current.add(slot);
      const vector = this.#vectors?.get(old);
      if (vector) vectors?.set(slot, vector);
    });
    for (const [thread, slot] of this.#lastOfThread) this.#lastOfThread.set(thread, slotOf[slot]!);
    this.#lexical.renumber((slot) => slotOf[slot]!);
    this.#vectors?.clear();
    this.#vectors = vectors;
    this.#passages = passages;
    this.#current = current;
  }

  /** The passages of an item, in the order in which they were added. */
  passagesOf(item: string): readonly Passage[] {
    return this.#items.get(item) ?? [];
  }

  removeItem(item: string): void {
    for (const { id } of this.passagesOf(item)) this.remove(id);
  }

  /** Sets the vector of a passage; false when the passage is gone. The first vector decides the dimension. */
  setVector(id: string, vector: QuantizedVector): boolean {
    const slot = this.#slots.get(id);
    if (slot === undefined) return false;
    this.#vectors ??= new VectorIndex(this.#arena, vector.data.length);
    this.#vectors.set(slot, vector);
    this.#unembedded.delete(id);
    return true;
  }

  /** Forgets every vector, because another model makes them from now on. */
  dropVectors(): void {
    this.#vectors?.clear();
    this.#vectors = null;
    this.#unembedded.clear();
    for (const id of this.#slots.keys()) this.#unembedded.add(id);
  }

  /** The vector of a passage as it is kept; undefined while it has none. */
  vectorOf(id: string): QuantizedVector | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#vectors?.get(slot);
  }

  /** Passages that have no vector yet. */
  get unembedded(): number {
    return this.#unembedded.size;
  }

  /** The first `count` of them, oldest first. */
  nextUnembedded(count: number): Passage[] {
    const passages: Passage[] = [];
    for (const id of this.#unembedded) {
      if (passages.length >= count) break;
      passages.push(this.#passages[this.#slots.get(id)!]!);
    }
    return passages;
  }

  passage(id: string): Passage | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#passages[slot];
  }

  has(id: string): boolean {
    return this.#slots.has(id);
  }

  /**
   * All candidates, best first. The same query object is ranked once, however many lanes ask. Words are matched before
   * the embedding is awaited, so the lexical side never waits for the model.
   */
  rank(query: Query): Promise<Ranking> {
    const known = this.#rankings.get(query);
    if (known) return known;
    const ranking = this.#rank(query);
    this.#rankings.set(query, ranking);
    return ranking;
  }

  async #rank(query: Query): Promise<Ranking> {
    const among = this.#superseded > 0 && !query.aboutThePast ? this.#current : null;
    const lexical = this.#lexical.search(query.terms);
    const slots = new Set(topSlots(lexical.values, among ? lexical.matched.filter((slot) => among.has(slot)) : lexical.matched, CANDIDATES));
    const passages = this.#passages;
    const embedding = this.size > 0 ? await query.embedding : NOTHING_TO_COMPARE;
    // numbered anew meanwhile: what was found by words is of the old numbers
    if (passages !== this.#passages) return this.#rank(query);
    const cosines = new Map<number, number>();
    const dense = this.#vectors !== null && embedding.vector?.length === this.#vectors.dimension;
    if (this.#vectors && dense && embedding.vector) {
      for (const { slot, cosine } of this.#vectors.nearest(embedding.vector, CANDIDATES, among?.bits)) cosines.set(slot, cosine);
      const others = [...slots].filter((slot) => !cosines.has(slot) && this.#vectors?.has(slot));
      this.#vectors.cosines(embedding.vector, others).forEach((cosine, i) => cosines.set(others[i]!, cosine));
      for (const slot of cosines.keys()) slots.add(slot);
    }
    const live = [...slots].filter((slot) => passages[slot]);
    const missing = dense ? typicalCosine(live, cosines, lexical.values) : 0;
    const candidates = live.map((slot): Candidate => ({ slot, lexical: lexical.values[slot] ?? 0, cosine: cosines.get(slot) ?? missing }));
    const denseWeight = !dense ? 0 : query.latinShare < 0.5 ? this.#recipe.foreignDenseWeight : this.#recipe.denseWeight;
    const fused = this.#lendToSiblings(this.#recipe.fuse({ candidates, idfSum: lexical.idfSum, denseWeight }));
    return {
      passages: fused.map(({ slot, score, lexical: words, cosine }) => ({ passage: passages[slot]!, score, lexical: words, cosine })),
      dense: dense || (embedding.vector === null && (embedding.reason === 'needless' || embedding.reason === 'off')),
    };
  }

  /** Passages of one document gain from its best one, measured from the weakest candidate. */
  #lendToSiblings(fused: Fused[]): Fused[] {
    const share = this.#recipe.siblingShare;
    const lowest = fused.at(-1)?.score ?? 0;
    if (share === 0) return fused;
    const best = new Map<string, number>();
    for (const { slot, score } of fused) {
      const document = this.#passages[slot]?.document;
      if (document) best.set(document, Math.max(best.get(document) ?? 0, score - lowest));
    }
    const lent = fused.map((hit) => {
      const document = this.#passages[hit.slot]?.document;
      return { ...hit, score: (hit.score + share * ((document && best.get(document)) || 0)) / (1 + share) };
    });
    // stable: scores that reached 1 keep the order that the fusion gave them
    return lent.sort((a, b) => b.score - a.score);
  }
}

/**
 * What a passage that is not embedded yet is taken to score: the mean of the candidates that match by words, as it does.
 * Zero would put a turn that was said a moment ago behind everything older.
 */
function typicalCosine(slots: readonly number[], cosines: ReadonlyMap<number, number>, lexical: Float32Array): number {
  const known = slots.filter((slot) => cosines.has(slot));
  const matching = known.filter((slot) => (lexical[slot] ?? 0) > 0);
  const sample = matching.length > 0 ? matching : known;
  return sample.length === 0 ? 0 : sample.reduce((sum, slot) => sum + cosines.get(slot)!, 0) / sample.length;
}

/** The terms of a passage, field by field. */
export function countPassage(passage: Passage): CountedPassage {
  return { text: countTerms(terms(passage.text)), label: passage.label === null ? NO_TERMS : countTerms(terms(passage.label)) };
}

const NO_TERMS: CountedTerms = { terms: [], counts: [], length: 0 };
