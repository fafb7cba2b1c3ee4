/** A writer that was heard of so long ago was evicted, in milliseconds. */
const LEAVE_MS = 30_000;

/** Who may make what is missing of an index: one writer at a time. */
export class Leave {
  readonly #now: () => number;
  #given: { readonly writer: string; readonly until: number } | null = null;

  /** `now`: milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** True for the one that has leave, which lasts a while longer then, and for anyone where none has. */
  ask(writer: string): boolean {
    const now = this.#now();
    if (this.#given && this.#given.writer !== writer && this.#given.until > now) return false;
    this.#given = { writer, until: now + LEAVE_MS };
    return true;
  }

  giveBack(writer: string): void {
    if (this.#given?.writer === writer) this.#given = null;
  }
}
