import type { IndexedPassage, Segment } from './segment.ts';

/** Passages of a full segment: few enough that one is read and rewritten at once, within what one row of any store may hold. */
export const FULL = 1_024;

/** Gathers passages into full segments, those of one model together. */
export class Packer {
  readonly #kinds = new Map<string, { readonly stamp: string | null; readonly dimension: number; readonly passages: IndexedPassage[] }>();

  add({ stamp, dimension }: Segment, passages: readonly IndexedPassage[]): void {
    const kind = JSON.stringify([stamp, dimension]);
    const packed = this.#kinds.get(kind) ?? { stamp, dimension, passages: [] };
    packed.passages.push(...passages);
    this.#kinds.set(kind, packed);
  }

  segments(): Segment[] {
    const made: Segment[] = [];
    for (const { stamp, dimension, passages } of this.#kinds.values())
      for (let from = 0; from < passages.length; from += FULL) made.push({ stamp, dimension, passages: passages.slice(from, from + FULL) });
    return made;
  }
}
