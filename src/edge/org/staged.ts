import type { Write } from '../../../worker/store/store.ts';

/** Commits that wait for the rest of their pieces at most: their writers may have been evicted, and each may be of 48 MB. */
const MOST = 2;

/** Commits that come in pieces, until they are whole. */
export class Staged {
  readonly #staged = new Map<string, Write[][]>();

  add(id: string, writes: readonly Write[]): void {
    const pieces = this.#staged.get(id) ?? [];
    pieces.push([...writes]);
    this.#staged.set(id, pieces);
    if (this.#staged.size > MOST) this.#staged.delete(this.#staged.keys().next().value!);
  }

  /** All of it; null where some is missing. */
  take(id: string, pieces: number): readonly Write[] | null {
    const staged = this.#staged.get(id);
    this.#staged.delete(id);
    return staged?.length === pieces ? staged.flat() : null;
  }
}
