import { setTimeout as pause } from 'node:timers/promises';
import type { StatsResponse } from '../../../src/contract/local.ts';
import type { SearchResponse } from '../../../src/contract/types.ts';
import { reconnecting } from './reconnecting.ts';

/** One user's memory at the edge. */
export class EdgeUser {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #identity: { readonly workspaceId: string; readonly userId: string };

  constructor(url: string, userId: string) {
    this.#url = url;
    this.#identity = { workspaceId: 'ws_bench', userId };
    this.#headers = { authorization: 'Bearer bench', 'x-project-id': 'ws_bench', 'x-user-id': userId };
  }

  start(): Promise<unknown> {
    return this.#call('/v1/runtime/session/start', { sessionId: 's', ...this.#identity });
  }

  say(turnId: string, userText: string): Promise<unknown> {
    return this.#call('/v1/runtime/turn/after', { sessionId: 's', turnId, userText, assistantText: 'Noted.' });
  }

  ask(query: string): Promise<SearchResponse> {
    return this.#call('/v1/runtime/search_memory', { sessionId: 's', query, timeoutMs: 60_000 }) as Promise<SearchResponse>;
  }

  async import(texts: readonly string[], from: number): Promise<void> {
    const items = texts.map((text, n) => ({ memoryId: `m${from + n}`, text }));
    await this.#call('/v1/local/memory/import', { items });
  }

  stats(): Promise<StatsResponse> {
    return this.#call('/v1/local/stats') as Promise<StatsResponse>;
  }

  /** Resolves when every text has its vector. */
  async embedded(progress: (pending: number) => void = () => undefined): Promise<void> {
    for (;;) {
      const { model, pendingEmbeddings } = await this.stats();
      if (model.state === 'ready' && pendingEmbeddings === 0) return;
      progress(pendingEmbeddings);
      await pause(200);
    }
  }

  async #call(path: string, body?: object): Promise<unknown> {
    const init = body
      ? { method: 'POST', body: JSON.stringify(body), headers: { ...this.#headers, 'content-type': 'application/json' } }
      : { headers: this.#headers };
    const response = await reconnecting(() => fetch(this.#url + path, init));
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
