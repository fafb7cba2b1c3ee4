import type { Embedder } from '../../worker/embed/embedder.ts';

/** Room for one text in the order of all objects, in milliseconds: about twice of what it takes to compute. */
const LEAST_MS = 5;
const MS_A_CHARACTER = 0.3;
/** The model reads no further. */
const MOST_CHARACTERS = 1_024;

/**
 * Whose turn it is to embed a text that nobody waits for. All objects of an isolate compute in one thread, which answers their
 * calls too: with half of the time left free, no call waits for more than the text that is under way.
 */
export class Turns {
  #next = 0;

  /** Resolves when a text of so many characters may be embedded. */
  async take(characters: number): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.#next);
    this.#next = at + LEAST_MS + MS_A_CHARACTER * Math.min(characters, MOST_CHARACTERS);
    if (at > now) await new Promise((resolve) => setTimeout(resolve, at - now));
  }
}

/** The same embedder, with its documents one by one and in turn with those of other objects. */
export function paced(embedder: Embedder, turns: Turns): Embedder {
  return {
    ready: () => embedder.ready(),
    state: () => embedder.state(),
    close: () => embedder.close(),
    embed: async (texts, options) => {
      if (options.priority === 'query') return embedder.embed(texts, options);
      const vectors: Float32Array[] = [];
      for (const text of texts) {
        await turns.take(text.length);
        options.signal?.throwIfAborted();
        vectors.push(...(await embedder.embed([text], options)));
      }
      return vectors;
    },
  };
}
