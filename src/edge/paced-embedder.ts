import type { Embedder } from '../../worker/embed/embedder.ts';

/** Room for one text in the order of all objects, in milliseconds: about twice of what it takes to compute where nothing else is done. */
const LEAST_MS = 5;
const MS_A_CHARACTER = 0.3;
/** The model reads no further. */
const MOST_CHARACTERS = 1_024;
/** A text keeps the thread free for as long again as it was under way, calls that came between included. */
const ROOM = 2;
/** No text was under way for longer, in milliseconds: what looks like it is a machine that slept, or an object that was evicted. */
const LONGEST_MS = 1_000;

/** What tells the time, and lets it go by. */
export interface Pace {
  /** Milliseconds, from any start. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** Does the work when it is its turn. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

const SYSTEM: Pace = { now: () => Date.now(), pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };

/**
 * Whose turn it is to embed texts that nobody waits for. All objects of an isolate compute in one thread, which answers their
 * calls too: at least half of the time is left free, and more the more calls there are, so that no call waits for more than the
 * text that is under way. Each object waits by timers of its own: a promise of another one would never settle if that is evicted.
 */
export class Turns {
  readonly #pace: Pace;
  /** When the next text was to be embedded, had all before it taken what was planned. */
  #next = 0;
  /** By how much they took longer, all together. */
  #late = 0;
  /** Until when the text that is under way has the thread at the latest. */
  #taken = 0;

  constructor(pace: Pace = SYSTEM) {
    this.#pace = pace;
  }

  /** A turn for each of some texts, by their characters: one after the other, before those of whoever asks later. */
  of(characters: readonly number[]): Turn[] {
    this.#next = Math.max(this.#pace.now() - this.#late, this.#next);
    return characters.map((count) => {
      const at = this.#next;
      const planned = LEAST_MS + MS_A_CHARACTER * Math.min(count, MOST_CHARACTERS);
      this.#next += planned;
      return (work) => this.#take(at, planned, work);
    });
  }

  async #take<T>(at: number, planned: number, work: () => Promise<T>): Promise<T> {
    const { now, pause } = this.#pace;
    // again and again: what was before it may have taken longer meanwhile
    for (let wait = this.#wait(at); wait > 0; wait = this.#wait(at)) await pause(wait);
    const began = now();
    this.#taken = began + LONGEST_MS;
    try {
      return await work();
    } finally {
      // clocks stand still until something else has had its turn
      await pause(0);
      this.#late += Math.max(0, ROOM * Math.min(LONGEST_MS, now() - began) - planned);
      this.#taken = 0;
    }
  }

  /** For how long to wait before the next look. */
  #wait(at: number): number {
    const now = this.#pace.now();
    return Math.max(at + this.#late - now, this.#taken > now ? LEAST_MS : 0);
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
      for (const [i, turn] of turns.of(texts.map(({ length }) => length)).entries()) {
        const [vector] = await turn(async () => {
          options.signal?.throwIfAborted();
          return embedder.embed([texts[i]!], options);
        });
        vectors.push(vector!);
      }
      return vectors;
    },
  };
}
