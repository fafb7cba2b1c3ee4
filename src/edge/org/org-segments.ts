import { textHash } from '../../../worker/search/text-hash.ts';
import { packSegment } from '../../../worker/segments/packer.ts';
import type { Kept, Segments } from '../../../worker/segments/segments.ts';
import type { OrgRows } from '../org-object.ts';

/** Segments as an object of a user writes them: in the org object, which numbers and packs those of all. */
export class OrgSegments implements Pick<Segments, 'keep'> {
  readonly #rows: () => OrgRows;
  readonly #id: string;

  /** `id`: of this writer, among all. */
  constructor(rows: () => OrgRows, id: string) {
    this.#rows = rows;
    this.#id = id;
  }

  async keep(stamp: string | null, dimension: number, kept: readonly Kept[]): Promise<void> {
    if (kept.length === 0) return;
    const passages = kept.map(({ passage, counted, vector }) => ({ id: passage.id, textHash: textHash(passage.denseText), counted, vector }));
    for (const { bytes } of packSegment({ stamp, dimension, passages })) await this.#rows().keep(bytes);
  }

  /** Whether this writer may make what is missing: one at a time may, until it says that it is done or nothing is heard of it. */
  mayMake(): Promise<boolean> {
    return this.#rows().mayMake(this.#id);
  }

  made(): Promise<void> {
    return this.#rows().made(this.#id);
  }
}
