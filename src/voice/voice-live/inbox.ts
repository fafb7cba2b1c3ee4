interface Waiting<T> {
  readonly resolve: (item: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** What arrived and was not taken yet, in order; those who wait are served in order too. */
export class Inbox<T> {
  #items: T[] = [];
  readonly #waiting = new Set<Waiting<T>>();
  #end: Error | undefined;

  put(item: T): void {
    if (this.#end) return;
    const [first] = this.#waiting;
    if (!first) return void this.#items.push(item);
    this.#waiting.delete(first);
    first.resolve(item);
  }

  /** Nothing more comes: what lies here can still be taken, unless it is to be `dropped`; then every taker gets `reason`. */
  end(reason: Error, dropped = false): void {
    if (dropped) this.#items = [];
    if (this.#end) return;
    this.#end = reason;
    for (const { reject } of this.#waiting) reject(reason);
    this.#waiting.clear();
  }

  /** The next item. Rejects with the reason of the end, or with that of `signal`; what was not taken stays. */
  take(signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    if (this.#items.length > 0) return Promise.resolve(this.#items.shift() as T);
    if (this.#end) return Promise.reject(this.#end);
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(waiting);
        reject(signal?.reason as Error);
      };
      const over = (): void => signal?.removeEventListener('abort', leave);
      const waiting: Waiting<T> = {
        resolve: (item) => (over(), resolve(item)),
        reject: (reason) => (over(), reject(reason)),
      };
      this.#waiting.add(waiting);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }
}
