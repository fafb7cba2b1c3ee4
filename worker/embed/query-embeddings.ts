import { queryKey } from '../../src/contract/query-key.ts';
import { before } from '../deadline.ts';

/** Embeddings kept for queries that come again: what was hinted at, asked twice, or asked of every lane. */
const KEPT = 64;

interface Pending {
  readonly vector: Promise<Float32Array>;
  readonly cancel: AbortController;
  waiting: number;
}

/** How a query becomes its vector. */
export type EmbedQuery = (text: string, signal: AbortSignal) => Promise<Float32Array>;

/**
 * Embeddings of queries by text: the same text is embedded once, whoever asks and whenever. One under way is joined; it
 * is cancelled when the last one who waits for it gives up.
 */
export class QueryEmbeddings {
  readonly #embed: EmbedQuery;
  readonly #kept = new Map<string, Float32Array>();
  readonly #pending = new Map<string, Pending>();

  constructor(embed: EmbedQuery) {
    this.#embed = embed;
  }

  /** The vector of `text`, or null when it is not there after `ms` or once `signal` aborts. Rejects as the model does. */
  async of(text: string, ms: number, signal?: AbortSignal): Promise<Float32Array | null> {
    const key = queryKey(text);
    const kept = this.#kept.get(key);
    if (kept) {
      // the last one used stays longest
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    if (signal?.aborted) return null;
    const pending = this.#pending.get(key) ?? this.#begin(key);
    pending.waiting++;
    const aborted = signal && new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
    try {
      return await before(ms, aborted ? Promise.race([pending.vector, aborted]) : pending.vector, null);
    } finally {
      if (--pending.waiting === 0 && this.#pending.get(key) === pending) {
        // first out of sight: whoever asks next must not join what is being given up
        this.#pending.delete(key);
        pending.cancel.abort(new DOMException('The recall is over.', 'AbortError'));
      }
    }
  }

  /** Another model makes the vectors from now on. */
  clear(): void {
    this.#kept.clear();
    this.#pending.clear();
  }

  #begin(key: string): Pending {
    const cancel = new AbortController();
    const pending: Pending = { vector: this.#embed(key, cancel.signal), cancel, waiting: 0 };
    this.#pending.set(key, pending);
    void this.#keep(key, pending);
    return pending;
  }

  async #keep(key: string, pending: Pending): Promise<void> {
    const vector = await pending.vector.catch(() => null);
    // of a model that has been replaced meanwhile
    if (this.#pending.get(key) !== pending) return;
    this.#pending.delete(key);
    if (vector) this.#kept.set(key, vector);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
  }
}
