/** Names that were added last: as many as are kept. */
export class Newest {
  readonly #kept: number;
  readonly #names = new Set<string>();

  constructor(kept: number) {
    this.#kept = kept;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  delete(name: string): void {
    this.#names.delete(name);
  }

  add(name: string): void {
    this.#names.add(name);
    const [oldest] = this.#names;
    if (oldest !== undefined && this.#names.size > this.#kept) this.#names.delete(oldest);
  }
}
