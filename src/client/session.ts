/// <reference lib="esnext.disposable" preserve="true" />
import { uuid } from '../contract/uuid.ts';
import type { MemoAirVoiceMemory } from './memory.ts';
import type { AfterTurnOptions, SearchOptions } from './memory-calls.ts';
import { inSession, quietly, recall } from './recall.ts';
import { indexLoadResultOf, type IndexLoadResult, type SearchResult } from './results.ts';

/** A completed turn; without `turnId` it gets one. */
export type SaveResponseOptions = Omit<AfterTurnOptions, 'turnId' | 'timeoutS'> & { readonly turnId?: string | undefined };

/** A user's memory, held: its runtime stays until `release`. */
export interface Held {
  readonly memory: MemoAirVoiceMemory;
  /** What the session was opened with. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly release: () => void;
}

/**
 * Many calls for one user: the runtime is held from {@link open}, or from the first call, until {@link close}.
 *
 * @example
 * ```ts
 * await using session = await client.session({ user: { id: 'caller_42' } });
 * const { contextText } = await session.searchMemory('what did we discuss?');
 * await session.saveResponse({ userText: 'what did we discuss?', assistantText: '…' });
 * ```
 */
export class UserSession implements AsyncDisposable {
  readonly #hold: () => Promise<Held>;
  readonly #assertUsable: () => void;
  #held: Promise<Held> | null = null;
  #closed = false;

  /** `assertUsable` throws once the client is closed: whatever answers at the runtime's address by then is another. */
  constructor(hold: () => Promise<Held>, assertUsable: () => void) {
    this.#hold = hold;
    this.#assertUsable = assertUsable;
  }

  /** Starts runtime and session where they are not up yet, so that the first recall does not wait for them. Idempotent. */
  async open(): Promise<IndexLoadResult> {
    const { memory } = await this.#opened();
    return indexLoadResultOf(memory.sessionId, memory.bootstrap, memory.orgOnly);
  }

  /** As {@link MemoAirVoiceClient.searchMemory}. */
  async searchMemory(query: string, options: SearchOptions = {}): Promise<SearchResult> {
    const { memory, metadata } = await this.#opened();
    return inSession(memory, metadata, () => recall(memory, query, options));
  }

  /** As {@link MemoAirVoiceClient.saveResponse}. */
  async saveResponse(options: SaveResponseOptions): Promise<string | null> {
    const { memory, metadata } = await this.#opened();
    const turn = { ...options, turnId: options.turnId || uuid() };
    return inSession(memory, metadata, () => memory.afterTurn(turn));
  }

  /** As {@link MemoAirVoiceMemory.hint}. */
  hint(partial: string): Promise<boolean> {
    return quietly(async () => (await this.#opened()).memory.hint(partial));
  }

  /** Lets go of the runtime, which stays up for other calls. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    const held = this.#held;
    this.#held = null;
    (await held?.catch(() => null))?.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #opened(): Promise<Held> {
    if (this.#closed) throw new TypeError('This session is closed. Get another from client.session().');
    this.#assertUsable();
    const held = (this.#held ??= this.#hold());
    try {
      return await held;
    } catch (thrown) {
      if (this.#held === held) this.#held = null;
      throw thrown;
    }
  }
}
