/** Locks as the browser gives them: one holder, the others in line, handed on when the holder lets go or dies. */
export class HandLocks {
  readonly #lines = new Map<string, { readonly grant: () => void; readonly owner: string }[]>();
  readonly #held = new Map<string, { readonly owner: string; readonly free: () => void }>();

  /** The locks as one tab sees them. */
  of(owner: string): Pick<LockManager, 'request'> {
    const request = (name: string, { signal }: LockOptions, work: (lock: Lock) => unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const line = this.#lines.get(name) ?? [];
        this.#lines.set(name, line);
        const entry = {
          owner,
          grant: () => {
            const free = (): void => this.#next(name);
            this.#held.set(name, { owner, free });
            Promise.resolve(work({ name, mode: 'exclusive' }))
              .finally(free)
              .then(resolve, reject);
          },
        };
        line.push(entry);
        signal?.addEventListener('abort', () => {
          const place = line.indexOf(entry);
          if (place >= 0) line.splice(place, 1);
          if (place >= 0) reject(signal.reason);
        });
        if (!this.#held.has(name)) this.#next(name);
      });
    return { request: request as LockManager['request'] };
  }

  /** The tab is gone, with all that it held and waited for. */
  die(owner: string): void {
    for (const line of this.#lines.values()) line.splice(0, line.length, ...line.filter((entry) => entry.owner !== owner));
    for (const held of this.#held.values()) if (held.owner === owner) held.free();
  }

  #next(name: string): void {
    this.#held.delete(name);
    this.#lines.get(name)?.shift()?.grant();
  }
}
