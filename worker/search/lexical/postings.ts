/** Low bits of an entry hold the count, the rest the slot. */
const COUNT_BITS = 8;
const COUNT_MASK = 255;

/** Recent postings are packed once they are this many, and as many as half of the packed ones. */
const PACK_FROM = 4_096;

/**
 * Which slots hold a term, and how often: one packed array for all terms, and what was added since in small lists.
 * Both are merged when the recent ones have grown to half of the packed ones, so that adding costs O(1) on the whole.
 *
 * Removed slots stay until {@link Postings.renumbered}; `frequency` counts what is there.
 */
export class Postings {
  readonly #ids = new Map<string, number>();
  /** By term: how many live slots hold it. */
  readonly #frequencies: number[] = [];
  #offsets: Uint32Array = new Uint32Array(1);
  #packed: Uint32Array = new Uint32Array(0);
  #recent: (number[] | undefined)[] = [];
  #recentSize = 0;

  add(slot: number, terms: readonly string[], counts: readonly number[]): void {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i]!;
      let id = this.#ids.get(term);
      if (id === undefined) {
        id = this.#ids.size;
        this.#ids.set(term, id);
        this.#frequencies.push(0);
      }
      this.#frequencies[id]!++;
      const recent = this.#recent[id];
      const entry = slot * 2 ** COUNT_BITS + counts[i]!;
      if (recent) recent.push(entry);
      else this.#recent[id] = [entry];
    }
    this.#recentSize += terms.length;
    if (this.#recentSize > PACK_FROM && this.#recentSize > this.#packed.length / 2) this.#pack(null);
  }

  /** Its slot is gone; the entries stay and are to be passed over. */
  remove(terms: readonly string[]): void {
    for (const term of terms) {
      const id = this.#ids.get(term);
      if (id !== undefined) this.#frequencies[id]!--;
    }
  }

  /** Live slots that hold the term. */
  frequency(term: string): number {
    const id = this.#ids.get(term);
    return id === undefined ? 0 : this.#frequencies[id]!;
  }

  /** Visits the slots of a term in ascending order, removed ones too. */
  each(term: string, visit: (slot: number, count: number) => void): void {
    const id = this.#ids.get(term);
    if (id === undefined) return;
    const end = this.#offsets[id + 1] ?? 0;
    for (let at = id + 1 < this.#offsets.length ? this.#offsets[id]! : end; at < end; at++) {
      const entry = this.#packed[at]!;
      visit(entry >>> COUNT_BITS, entry & COUNT_MASK);
    }
    const recent = this.#recent[id];
    if (recent) for (const entry of recent) visit(entry >>> COUNT_BITS, entry & COUNT_MASK);
  }

  /** Gives every slot the number that `slotOf` names; a negative one is left out for good. The order has to stay. */
  renumber(slotOf: (slot: number) => number): void {
    this.#pack(slotOf);
  }

  /** `slotOf` is null where the numbers stay. */
  #pack(slotOf: ((slot: number) => number) | null): void {
    const terms = this.#ids.size;
    const offsets = new Uint32Array(terms + 1);
    const packed = new Uint32Array(this.#packed.length + this.#recentSize);
    let end = 0;
    const keep = (entries: Uint32Array | readonly number[]): void => {
      if (!slotOf) {
        packed.set(entries, end);
        end += entries.length;
        return;
      }
      for (const entry of entries) {
        const slot = slotOf(entry >>> COUNT_BITS);
        if (slot >= 0) packed[end++] = slot * 2 ** COUNT_BITS + (entry & COUNT_MASK);
      }
    };
    for (let id = 0; id < terms; id++) {
      offsets[id] = end;
      if (id + 1 < this.#offsets.length) keep(this.#packed.subarray(this.#offsets[id], this.#offsets[id + 1]));
      keep(this.#recent[id] ?? []);
    }
    offsets[terms] = end;
    this.#offsets = offsets;
    this.#packed = end === packed.length ? packed : packed.slice(0, end);
    this.#recent = [];
    this.#recentSize = 0;
  }
}
