import { ApiError } from './call.ts';
import { endSession, hint, saveTurn, searchMemory, startSession, type SearchOptions, type Turn } from './api.ts';
import { currentSession, replaceSession, type DemoIdentity } from './identity.ts';
import type { Recall } from './wire.ts';

/** This tab's conversation. A session that is not open, for whatever reason, is opened and the call sent again. */
export class Session {
  readonly #identity: DemoIdentity;
  #id: string = currentSession();

  constructor(identity: DemoIdentity) {
    this.#identity = identity;
  }

  async open(): Promise<void> {
    await startSession(this.#id, this.#identity);
  }

  recall(query: string, options?: SearchOptions): Promise<Recall> {
    return this.#withOpen(() => searchMemory(this.#id, query, options));
  }

  async save(turn: Turn): Promise<void> {
    await this.#withOpen(() => saveTurn(this.#id, turn));
  }

  /** Tells the runtime what the person seems to be saying. Never rejects: a recall without it is as good, and later. */
  async hint(partial: string): Promise<void> {
    await this.#withOpen(() => hint(this.#id, partial)).catch(() => undefined);
  }

  /** Ends this session and starts another. */
  async renew(): Promise<void> {
    await this.#withOpen(() => endSession(this.#id));
    this.#id = replaceSession();
    await this.open();
  }

  async #withOpen<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (thrown) {
      if (!(thrown instanceof ApiError && thrown.code === 'runtime.session_not_found')) throw thrown;
      await this.open();
      return call();
    }
  }
}
