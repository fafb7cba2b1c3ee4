import type { Candidate, Fused } from './fusion.ts';
import { LexicalIndex } from './lexical.ts';
import type { Passage, RankedPassage } from './passage.ts';
import type { QuantizedVector } from './quantize.ts';
import type { Query, QueryEmbedding } from './query.ts';
import { CANDIDATES, type Recipe } from './recipes.ts';
import { terms } from './tokens.ts';
import { topSlots } from './top.ts';
import { createVectorIndex, type VectorIndex } from './vectors.ts';

const NOTHING_TO_COMPARE: QueryEmbedding = { vector: null, reason: 'needless' };

/** What a search found, and whether the embedding was part of it. */
export interface Ranking {
  readonly passages: readonly RankedPassage[];
  /** False when there was something to compare with but no embedding of the query came. */
  readonly dense: boolean;
}

/**
 * Passages found by words and by meaning: BM25+ candidates ∪ nearest vectors, fused by the recipe of the index.
 * A passage is found by its words from the moment it is added, by its meaning once its vector is set.
 */
export class HybridIndex {
  readonly #recipe: Recipe;
  readonly #lexical: LexicalIndex;
  readonly #passages: (Passage | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  readonly #items = new Map<string, Passage[]>();
  readonly #lastOfThread = new Map<string, number>();
  readonly #unembedded = new Set<string>();
  readonly #rankings = new WeakMap<Query, Promise<Ranking>>();
  #vectors: VectorIndex | null = null;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
    this.#lexical = new LexicalIndex(recipe);
  }

  get size(): number {
    return this.#slots.size;
  }

  get vectors(): VectorIndex | null {
    return this.#vectors;
  }

  /** Adds a passage; one with the same id is replaced and loses its vector. */
  add(passage: Passage): void {
    this.remove(passage.id);
    const slot = this.#passages.length;
    this.#passages.push(passage);
    this.#slots.set(passage.id, slot);
    this.#unembedded.add(passage.id);
    const siblings = this.#items.get(passage.item);
    if (siblings) siblings.push(passage);
    else this.#items.set(passage.item, [passage]);
    const after = passage.thread === null ? undefined : this.#lastOfThread.get(passage.thread);
    this.#lexical.add(slot, terms(passage.text), labelTerms(passage), after);
    if (passage.thread !== null) this.#lastOfThread.set(passage.thread, slot);
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    const passage = slot === undefined ? undefined : this.#passages[slot];
    if (slot === undefined || !passage) return;
    const previous = this.#lexical.remove(slot, terms(passage.text), labelTerms(passage));
    this.#vectors?.delete(slot);
    this.#slots.delete(id);
    this.#unembedded.delete(id);
    this.#passages[slot] = undefined;
    const siblings = this.#items.get(passage.item)?.filter((other) => other !== passage) ?? [];
    if (siblings.length > 0) this.#items.set(passage.item, siblings);
    else this.#items.delete(passage.item);
    if (passage.thread === null || this.#lastOfThread.get(passage.thread) !== slot) return;
    if (previous === undefined) this.#lastOfThread.delete(passage.thread);
    else this.#lastOfThread.set(passage.thread, previous);
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
    this.#vectors ??= createVectorIndex(vector.data.length);
    this.#vectors.set(slot, vector);
    this.#unembedded.delete(id);
    return true;
  }

  /** Forgets every vector, because another model makes them from now on. */
  dropVectors(): void {
    this.#vectors = null;
    this.#unembedded.clear();
    for (const id of this.#slots.keys()) this.#unembedded.add(id);
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
    const lexical = this.#lexical.search(query.terms);
    const byWords = topSlots(lexical.values, lexical.matched, CANDIDATES);
    const vectors = this.#vectors;
    const embedding = this.size > 0 ? await query.embedding : NOTHING_TO_COMPARE;
    const slots = new Set(byWords);
    let cosines: Float32Array | null = null;
    if (vectors && embedding.vector?.length === vectors.dimension) {
      cosines = vectors.scores(embedding.vector, this.#passages.length);
      for (const slot of topSlots(cosines, this.#passages.keys(), CANDIDATES)) slots.add(slot);
    }
    const live = [...slots].filter((slot) => this.#passages[slot]);
    const missing = cosines ? typicalCosine(live, cosines, lexical.values) : 0;
    const candidates = live.map((slot): Candidate => {
      const cosine = cosines?.[slot] ?? 0;
      return { slot, lexical: lexical.values[slot] ?? 0, cosine: Number.isNaN(cosine) ? missing : cosine };
    });
    const denseWeight = cosines === null ? 0 : query.latinShare < 0.5 ? this.#recipe.foreignDenseWeight : this.#recipe.denseWeight;
    const fused = this.#lendToSiblings(this.#recipe.fuse({ candidates, idfSum: lexical.idfSum, denseWeight }));
    return {
      passages: fused.map(({ slot, score, lexical: words, cosine }) => ({ passage: this.#passages[slot]!, score, lexical: words, cosine })),
      dense: cosines !== null || (embedding.vector === null && (embedding.reason === 'needless' || embedding.reason === 'off')),
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
function typicalCosine(slots: readonly number[], cosines: Float32Array, lexical: Float32Array): number {
  const known = slots.filter((slot) => !Number.isNaN(cosines[slot]!));
  const matching = known.filter((slot) => (lexical[slot] ?? 0) > 0);
  const sample = matching.length > 0 ? matching : known;
  return sample.length === 0 ? 0 : sample.reduce((sum, slot) => sum + cosines[slot]!, 0) / sample.length;
}

function labelTerms(passage: Passage): string[] {
  return passage.label === null ? [] : terms(passage.label);
}
