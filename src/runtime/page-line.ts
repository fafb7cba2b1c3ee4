import type { Unlock } from '../contract/encryption.ts';
import type { ExtractedFact, Extractor, ExtractorInput } from '../contract/extractor.ts';
import type { SyncProgress } from '../contract/local.ts';
import type { Bearer, PageEndpoint, PartingLetter } from '../contract/protocol.ts';

export interface PageEndpointParts {
  readonly bearer: Bearer;
  readonly onSync: (progress: SyncProgress) => void;
  /** The app's own; never asked where there is none. */
  readonly extractor?: Extractor | undefined;
  /** Gives what the store is opened with; never asked where it is not encrypted. */
  readonly unlock: () => Promise<Unlock>;
}

/** What one runtime in the worker has of its page. */
export class PageLine implements PageEndpoint {
  readonly bearer: Bearer;
  readonly synced: (progress: SyncProgress) => void;
  readonly extract: (input: ExtractorInput) => Promise<readonly ExtractedFact[]>;
  readonly unlock: () => Promise<Unlock>;
  #letter: PartingLetter | null = null;
  #letGo: () => void = () => undefined;

  constructor({ bearer, onSync, extractor, unlock }: PageEndpointParts) {
    this.bearer = bearer;
    this.synced = onSync;
    this.extract = async (input) => extractor?.(input) ?? [];
    this.unlock = once(unlock);
  }

  parting(letter: PartingLetter | null): void {
    this.#letter = letter;
  }

  lock(name: string): Promise<void> {
    // what a worker has left that died
    this.letGo();
    const waiting = new AbortController();
    return new Promise((resolve, reject) => {
      const held = new Promise<void>((letGo) => {
        this.#letGo = () => {
          waiting.abort();
          letGo();
        };
      });
      navigator.locks
        .request(name, { signal: waiting.signal }, () => {
          resolve();
          return held;
        })
        .catch(reject);
    });
  }

  letGo(): void {
    this.#letGo();
  }

  /** Its worker is gone, and with it what it has lent. */
  drop(): void {
    this.#letter = null;
    this.letGo();
  }

  /**
   * Lets others lead, and makes the call that is under way once more, in a way that outlives the page. Its events have their
   * effect once, and what is lost all the same waits on this device.
   */
  part(): void {
    this.letGo();
    const letter = this.#letter;
    this.#letter = null;
    if (!letter) return;
    const { url, headers, body } = letter;
    fetch(url, { method: 'POST', headers, body, keepalive: true, redirect: 'manual' }).catch(() => undefined);
  }
}

/** Asked once, and again after a failure: a person may have to touch something for it, and a worker that died opens the store again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () =>
    (asked ??= ask().catch((thrown: unknown) => {
      asked = undefined;
      throw thrown;
    }));
}
