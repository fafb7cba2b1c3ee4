import { chunkPassage } from './org-passage.ts';
import { chunksOfDocuments, docOf, sizeOf } from './org-rows.ts';
import { lexicalCandidates } from './search/candidates.ts';
import { StoredTermsSearch } from './search/lexical/stored-terms.ts';
import { itemOf, type Passage } from './search/passage.ts';
import { wantsNoVector, type Query } from './search/query.ts';
import { rankCandidates, type Ranking } from './search/ranking.ts';
import type { Recipe } from './search/recipes.ts';
import { textHash } from './search/text-hash.ts';
import { topSlots } from './search/top.ts';
import type { StoredSegment } from './segments/segment.ts';
import type { ChunkRow, Tables } from './store/schema.ts';

/** The index is made when a first query was answered, or nobody has asked for so long, in milliseconds: it takes the thread from whoever starts a session. */
const UNASKED_MS = 250;
/** From a query to that, in milliseconds: its answer is still to be composed. */
const ASKED_MS = 20;

/**
 * The org lane before its index is built: the same words score the same, but of thousands of chunks only those are looked
 * at that a query finds.
 */
export class OrgPreview {
  readonly head: number;
  /** Chunks that are stored. */
  readonly size: number;
  readonly #recipe: Recipe;
  readonly #rows: readonly Tables['chunks'][];
  /** Passages by slot. */
  readonly #ids: readonly string[];
  readonly #hashes: readonly string[];
  readonly #search: StoredTermsSearch;
  #onAsked: () => void = () => undefined;
  readonly #found = new Map<string, ChunkRow>();

  /** Null where the terms of some chunks are not stored, or there are none: making the index comes first then. */
  static of(rows: readonly Tables['chunks'][], segments: readonly StoredSegment[], head: number, recipe: Recipe): OrgPreview | null {
    const size = rows.reduce((sum, row) => sum + sizeOf(row), 0);
    // some may be stored twice; one that reads otherwise by now is not told apart, which would take as long as several queries
    const known = new Set(segments.flatMap(({ ids, terms }) => (terms ? ids : [])));
    return size === 0 || known.size < size ? null : new OrgPreview(rows, segments, head, size, recipe);
  }

  private constructor(rows: readonly Tables['chunks'][], segments: readonly StoredSegment[], head: number, size: number, recipe: Recipe) {
    this.#recipe = recipe;
    this.head = head;
    this.size = size;
    this.#rows = rows;
    const stored = segments.filter(({ terms }) => terms !== null);
    this.#ids = stored.flatMap(({ ids }) => ids);
    this.#hashes = stored.flatMap(({ textHashes }) => textHashes);
    this.#search = new StoredTermsSearch(stored.map(({ terms }) => terms!));
  }

  /** Resolves once it was asked, after a while in any case. */
  asked(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const over = (): void => {
        clearTimeout(timer);
        // the signal outlives this by far, and would keep all that was read
        signal.removeEventListener('abort', over);
        this.#onAsked = () => undefined;
        resolve();
      };
      let timer = setTimeout(over, UNASKED_MS);
      this.#onAsked = () => {
        clearTimeout(timer);
        timer = setTimeout(over, ASKED_MS);
        this.#onAsked = () => undefined;
      };
      signal.addEventListener('abort', over);
      if (signal.aborted) over();
    });
  }

  async rank(query: Query): Promise<Ranking> {
    const lexical = this.#search.search(query.terms, this.#recipe.coordination);
    const best = topSlots(lexical.values, lexical.matched, this.#recipe.candidates);
    const passages = this.#passagesAt(best);
    const candidates = lexicalCandidates(
      best.filter((slot) => passages[slot]),
      lexical,
    );
    this.#onAsked();
    return {
      passages: rankCandidates({ candidates, passages, idfSum: lexical.idfSum, denseWeight: 0, asks: query.asks }, this.#recipe),
      dense: wantsNoVector(await query.embedding),
    };
  }

  /** A chunk that was found. */
  chunk(id: string): ChunkRow | undefined {
    return this.#found.get(id);
  }

  #passagesAt(slots: readonly number[]): (Passage | undefined)[] {
    const docIds = new Set(slots.map((slot) => docOf(itemOf(this.#ids[slot]!))));
    const made = new Map<string, Passage>();
    for (const chunk of chunksOfDocuments(this.#rows, docIds)) {
      this.#found.set(chunk.id, chunk);
      const passage = chunkPassage(chunk);
      made.set(passage.id, passage);
    }
    const passages: (Passage | undefined)[] = [];
    for (const slot of slots) {
      const id = this.#ids[slot]!;
      const passage = made.get(id);
      // what was stored of a text that is no longer there
      if (!passage || textHash(passage.denseText) !== this.#hashes[slot]) continue;
      passages[slot] = passage;
      // stored once more with the vectors of another model
      made.delete(id);
    }
    return passages;
  }
}
