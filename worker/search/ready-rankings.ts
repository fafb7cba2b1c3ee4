import type { Ranking } from './ranking.ts';

/** Kept for queries of one asker that come again. */
const KEPT = 16;

interface Ready {
  readonly version: number;
  readonly ranking: Ranking;
}

/**
 * The latest rankings that the embedding was part of, by asker and query; of use as long as the index has not changed. Users share
 * an org lane: were rankings shared as well, an answer that comes at once would tell one what another has asked.
 */
export class ReadyRankings {
  #byAsker = new WeakMap<object, Map<string, Ready>>();

  get(asker: object, key: string, version: number): Ranking | undefined {
    const ready = this.#byAsker.get(asker)?.get(key);
    return ready?.version === version ? ready.ranking : undefined;
  }

  set(asker: object, key: string, ready: Ready): void {
    const own = this.#byAsker.get(asker) ?? new Map<string, Ready>();
    this.#byAsker.set(asker, own);
    own.set(key, ready);
    if (own.size > KEPT) own.delete(own.keys().next().value!);
  }

  delete(asker: object, key: string): void {
    this.#byAsker.get(asker)?.delete(key);
  }

  /** Lets go of what one asker has asked. */
  forget(asker: object): void {
    this.#byAsker.delete(asker);
  }

  clear(): void {
    this.#byAsker = new WeakMap();
  }
}
