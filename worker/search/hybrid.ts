import { countTerms, NO_TERMS, type CountedPassage, type CountedTerms } from './lexical/counted-terms.ts';
import { LexicalIndex } from './lexical/lexical-index.ts';
import type { Passage } from './passage.ts';
import { denseCandidates, lexicalCandidates } from './candidates.ts';
import { Documents } from './documents.ts';
import { rankCandidates, type Ranking } from './ranking.ts';
import { ReadyRankings } from './ready-rankings.ts';
import { wantsNoVector, type LineBefore, type Query, type QueryEmbedding } from './query.ts';
import { denseWeightOf } from './dense-weight.ts';
import { feedbackOf } from './feedback.ts';
import { vectorsOf, withTermsBefore, withVectorsBefore } from './lines-before.ts';
import type { Recipe } from './recipes.ts';
import { SlotSet } from './slot-set.ts';
import type { Stems } from './stems.ts';
import { terms } from './tokens.ts';
import { topSlots } from './top.ts';
import { VectorArena } from './vectors/arena.ts';
import type { QuantizedVector } from './vectors/quantize.ts';
import { VectorIndex } from './vectors/vector-index.ts';

const NOTHING_TO_COMPARE: QueryEmbedding = { vector: null, reason: 'needless' };

/** The terms of a passage where they are known from before; undefined where it has to be cut into them. */
export type KnownTerms = (passage: Passage) => CountedPassage | undefined;

/** Removed passages leave gaps; the slots are numbered anew when the gaps are this many and half of all. */
const COMPACT_FROM = 1_024;
/** Up to as many passages the vectors are read once before they are needed; more would take longer than the model. */
const TOUCHED = 100_000;

/**
 * Passages found by words and by meaning: BM25+ candidates ∪ nearest vectors, fused by the recipe of the index.
 * A passage is found by its words from the moment it is added, by its meaning once its vector is set.
 */
export class HybridIndex {
  readonly #recipe: Recipe;
  readonly #arena: VectorArena;
  #lexical: LexicalIndex;
  #passages: (Passage | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  readonly #items = new Map<string, Passage[]>();
  readonly #lastOfThread = new Map<string, number>();
  #documents = new Documents();
  readonly #unembedded = new Set<string>();
  readonly #rankings = new WeakMap<Query, Promise<Ranking>>();
  readonly #ready = new ReadyRankings();
  #version = 0;
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
    this.#version++;
    const slot = this.#passages.length;
    this.#passages.push(passage);
    this.#slots.set(passage.id, slot);
    this.#documents.add(slot, passage.document);
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
    this.#version++;
    // they hold its text
    this.#ready.clear();
    const previous = this.#lexical.remove(slot, countPassage(passage));
    this.#vectors?.delete(slot);
    this.#slots.delete(id);
    this.#unembedded.delete(id);
    this.#passages[slot] = undefined;
    this.#documents.remove(slot);
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
    this.#version++;
    if (current) this.#current.add(slot);
    else this.#current.delete(slot);
    this.#superseded += current ? -1 : 1;
  }

  /** Lets go of what one asker has asked: their queries may hold the words of what they had forgotten. */
  forgetQueries(asker: object): void {
    this.#ready.forget(asker);
    // one that is being answered is not kept either
    this.#version++;
  }

  /** Numbers the slots anew, without those of removed passages. */
  compact(): void {
    const slotOf = new Int32Array(this.#passages.length).fill(-1);
    const passages: Passage[] = [];
    const documents = new Documents();
    const current = new SlotSet();
    const vectors = this.#vectors && new VectorIndex(this.#arena, this.#vectors.dimension);
    this.#passages.forEach((passage, old) => {
      if (!passage) return;
      const slot = passages.push(passage) - 1;
      slotOf[old] = slot;
      this.#slots.set(passage.id, slot);
      documents.add(slot, passage.document);
      if (this.#current.has(old)) current.add(slot);
      const vector = this.#vectors?.get(old);
      if (vector) vectors?.set(slot, vector);
    });
    for (const [thread, slot] of this.#lastOfThread) this.#lastOfThread.set(thread, slotOf[slot]!);
    this.#lexical.renumber((slot) => slotOf[slot]!);
    this.#vectors?.clear();
    this.#vectors = vectors;
    this.#passages = passages;
    this.#documents = documents;
    this.#current = current;
  }

  /** Takes everything out, at once. */
  clear(): void {
    this.#version++;
    this.#ready.clear();
    this.#lexical = new LexicalIndex(this.#recipe);
    this.#vectors?.clear();
    this.#vectors = null;
    this.#passages = [];
    this.#documents = new Documents();
    for (const kept of [this.#slots, this.#items, this.#lastOfThread, this.#unembedded]) kept.clear();
    this.#current = new SlotSet();
    this.#superseded = 0;
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
    this.#version++;
    this.#unembedded.delete(id);
    return true;
  }

  /** Forgets every vector, because another model makes them from now on. */
  dropVectors(): void {
    this.#vectors?.clear();
    this.#vectors = null;
    this.#version++;
    this.#unembedded.clear();
    for (const id of this.#slots.keys()) this.#unembedded.add(id);
  }

  /** The vector of a passage as it is kept; undefined while it has none. */
  vectorOf(id: string): QuantizedVector | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#vectors?.get(slot);
  }

  /** The model has no vector for this passage: it is found by its words alone. */
  giveUp(id: string): void {
    this.#unembedded.delete(id);
  }

  /** Has the kernel compiled before a recall waits for it. */
  warmUp(): void {
    this.#arena.warmUp();
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

  /** Every passage. */
  *all(): Iterable<Passage> {
    for (const passage of this.#passages) if (passage) yield passage;
  }

  passage(id: string): Passage | undefined {
    const slot = this.#slots.get(id);
    return slot === undefined ? undefined : this.#passages[slot];
  }

  has(id: string): boolean {
    return this.#slots.has(id);
  }

  /**
   * All candidates, best first. The same query object is ranked once, however many lanes ask; the same text again, as
   * after a hint, is answered from what was found before. Words are matched before the embedding is awaited, so the
   * lexical side never waits for the model.
   */
  rank(query: Query): Promise<Ranking> {
    const known = this.#rankings.get(query);
    if (known) return known;
    // an id may come again with another text
    const key = JSON.stringify([query.text, ...this.#before(query).map(({ terms: said }) => said.join(' '))]);
    const ready = this.#ready.get(query.asker, key, this.#version);
    const ranking = ready ? Promise.resolve(ready) : this.#rankAnew(query, key);
    this.#rankings.set(query, ranking);
    return ranking;
  }

  async #rankAnew(query: Query, key: string): Promise<Ranking> {
    const version = this.#version;
    const { whole, ...ranking } = await this.#rank(query);
    this.#ready.delete(query.asker, key);
    if (ranking.dense && whole && version === this.#version) this.#ready.set(query.asker, key, { version, ranking });
    return ranking;
  }

  /** The lines before the query that count for it here. */
  #before(query: Query): readonly LineBefore[] {
    const { lines } = this.#recipe.before;
    return lines === 0 ? [] : query.before().slice(-lines);
  }

  /** The passages that count for a query; null for all. */
  #amongOf(query: Query): SlotSet | null {
    return this.#superseded > 0 && !query.aboutThePast ? this.#current : null;
  }

  async #rank(query: Query, asked: Promise<readonly (Float32Array | null)[]> | null = null): Promise<Ranking & { readonly whole: boolean }> {
    const recipe = this.#recipe;
    const current = this.#amongOf(query);
    const lines = this.#before(query);
    // queued behind the query itself; nobody waits for them where there is nothing to compare them with
    const meant = asked ?? (this.#vectors ? vectorsOf(lines) : Promise.resolve([]));
    const own = this.#lexical.search(query.terms, { alike: query.language !== 'other' });
    const lexical = withTermsBefore(own, lines, (said) => this.#lexical.search(said), recipe.before);
    const byWords = topSlots(lexical.values, current ? lexical.matched.filter((slot) => current.has(slot)) : lexical.matched, recipe.candidates);
    const passages = this.#passages;
    // the model takes milliseconds in another thread; meanwhile this one has nothing to do
    if (this.size < TOUCHED) this.#vectors?.touch();
    const embedding = this.size > 0 ? await query.embedding : NOTHING_TO_COMPARE;
    const before = embedding.vector ? await meant : [];
    // numbered anew meanwhile: what was found by words is of the old numbers
    if (passages !== this.#passages) return this.#rank(query, meant);
    const vector = embedding.vector && withVectorsBefore(embedding.vector, before, recipe.before);
    const vectors = vector && vector.length === this.#vectors?.dimension ? this.#vectors : null;
    // asked again: a fact may have been superseded while the model computed
    const among = this.#amongOf(query);
    const words = byWords.filter((slot) => passages[slot] && (among?.has(slot) ?? true));
    const candidates = vectors && vector ? denseCandidates(vectors, vector, recipe.candidates, words, lexical, among) : lexicalCandidates(words, lexical);
    const denseWeight = embedding.vector && vectors ? denseWeightOf(query, recipe, embedding.traits) : 0;
    const sides = { candidates, idfSum: lexical.idfSum, denseWeight };
    const feedback = vectors && vector ? feedbackOf(sides, { vectors, query: vector, recipe }) : null;
    const documents = this.#documents;
    const ranked = rankCandidates({ ...sides, feedback, passages, documentOf: (slot) => documents.of(slot), asks: query.asks }, recipe);
    return { passages: ranked, dense: vectors !== null || wantsNoVector(embedding), whole: before.length === lines.length && !before.includes(null) };
  }
}

/** The terms of a passage, field by field. For many passages in a row `stems` spares the most of the work. */
export function countPassage(passage: Passage, stems?: Stems): CountedPassage {
  const counted = (text: string): CountedTerms => countTerms(terms(text, stems?.of));
  return { text: counted(passage.text), label: passage.label === null ? NO_TERMS : counted(passage.label) };
}
