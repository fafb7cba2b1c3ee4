import { before } from '../../worker/deadline.ts';

/** One load of something for all that ask for it. It may never end: an object that is evicted takes with it what it began. */
export class SharedLoad<T> {
  readonly #waitMs: number;
  #loading: Promise<T> | null = null;

  /** `waitMs`: what a load that another one began is waited for, in milliseconds. */
  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  /** What another load brings; where that fails or is late, what `load` does. Rejects with what `load` rejects with. */
  async get(load: () => Promise<T>): Promise<T> {
    for (let begun = this.#loading; begun; begun = this.#loading) {
      const loaded = await before(this.#waitMs, begun, null).catch(() => null);
      if (loaded !== null) return loaded;
      // of those that waited for it, the first begins anew, and the others wait for that one
      if (this.#loading === begun) break;
    }
    const loading = load();
    this.#loading = loading;
    return loading.catch((thrown: unknown) => {
      if (this.#loading === loading) this.#loading = null;
      throw thrown;
    });
  }
}
