import { queryKey } from '../contract/query-key.ts';
import type { ModelLine } from './embedder-worker.ts';

/** As many as the runtime keeps embeddings of. */
const KEPT = 64;

/**
 * Tells the model of a query at the same moment as the runtime is asked, which saves the runtime's way to it. Not twice
 * of the same one: the runtime keeps the embedding, and would not ask for it.
 */
export class PreparedQueries {
  readonly #texts = new Set<string>();

  /** Something is forgotten: queries may hold its words, and the runtime lets go of their embeddings. */
  clear(): void {
    this.#texts.clear();
  }

  prepare(query: string, model: ModelLine | null): void {
    const key = queryKey(query);
    if (!model || key === '') return;
    const known = this.#texts.delete(key);
    this.#texts.add(key);
    if (known) return;
    if (this.#texts.size > KEPT) this.#texts.delete(this.#texts.keys().next().value!);
    model.prepare(key);
  }
}
