import { COUNT_BITS, COUNTS, TermNumbers, type CountedTerms } from './counted-terms.ts';

const COUNT = COUNTS - 1;
/** Recent postings are packed once they are this many, and as many as half of the packed ones. */
const PACK_FROM = 4_096;
/** Up to as many fresh ones are spread into lists before a query; more come from an opening memory or a large page, and are packed. */
const SPREAD = 8_192;

/**
 * Which slots hold a term, and how often: one packed array for all terms, what was added since in small lists, and what no
 * query has looked for yet as it came. They are merged when the others have grown to half of the packed ones, so that adding
 * costs O(1) on the whole.
 *
 * An entry is a slot × {@link COUNTS} and the count. Removed slots stay until {@link Postings.renumber}; `frequency` counts what
 * is there.
 */
export class Postings {
  readonly #ids = new TermNumbers();
  readonly #onGone: (number: number) => void;
  /** By term: how many live slots hold it. */
  #frequencies: number[] = [];
  #offsets: Uint32Array = new Uint32Array(1);
  #packed: Uint32Array = new Uint32Array(0);
  #recent: (number[] | undefined)[] = [];
  #recentSize = 0;
  /** Terms and entries in the order in which they came: lists by term would be all over the memory. */
  #freshIds: Uint32Array = new Uint32Array(PACK_FROM);
  #fresh: Uint32Array = new Uint32Array(PACK_FROM);
  #freshSize = 0;

  /** `onGone` hears of each term that no slot holds any more, by its number in the vocabulary. */
  constructor(onGone: (number: number) => void = () => undefined) {
    this.#onGone = onGone;
  }

  add(slot: number, { vocabulary, entries, from, to }: CountedTerms): void {
    const known = this.#ids.open(vocabulary);
    const frequencies = this.#frequencies;
    this.#reserve(to - from);
    const [ids, fresh] = [this.#freshIds, this.#fresh];
    let end = this.#freshSize;
    for (let i = from; i < to; i++) {
      const own = entries[i]!;
      const number = own >>> COUNT_BITS;
      let id = known[number]!;
      if (id < 0) id = this.#ids.at(number);
      if (id === frequencies.length) frequencies.push(0);
      frequencies[id]!++;
      ids[end] = id;
      fresh[end++] = slot * COUNTS + (own & COUNT);
    }
    this.#freshSize = end;
    const size = end + this.#recentSize;
    if (size > PACK_FROM && size > this.#packed.length / 2) this.#pack();
  }

  #reserve(count: number): void {
    const needed = this.#freshSize + count;
    if (needed <= this.#fresh.length) return;
    const [ids, fresh] = [new Uint32Array(2 * needed), new Uint32Array(2 * needed)];
    ids.set(this.#freshIds);
    fresh.set(this.#fresh);
    [this.#freshIds, this.#fresh] = [ids, fresh];
  }

  /** Its slot is gone; the entries stay and are to be passed over. A word that nothing else holds is not kept: it may have been a secret. */
  remove({ vocabulary, entries, from, to }: CountedTerms): void {
    for (let i = from; i < to; i++) {
      const id = this.#ids.of(vocabulary[entries[i]! >>> COUNT_BITS]!);
      if (id === undefined || --this.#frequencies[id]! > 0) continue;
      this.#ids.drop(id);
      this.#onGone(id);
    }
  }

  /** The terms by their numbers; empty where one is gone. It grows until {@link Postings.renumber}. */
  get vocabulary(): readonly string[] {
    return this.#ids.terms;
  }

  /** Live slots that hold the term. */
  frequency(term: string): number {
    const id = this.#ids.of(term);
    return id === undefined ? 0 : this.#frequencies[id]!;
  }

  /** Visits the slots of a term in ascending order, removed ones too. */
  each(term: string, visit: (slot: number, count: number) => void): void {
    const id = this.#ids.of(term);
    if (id === undefined) return;
    if (this.#freshSize > SPREAD) this.#pack();
    else this.#spread();
    const [from, to] = this.#rangeOf(id);
    for (let at = from; at < to; at++) {
      const entry = this.#packed[at]!;
      visit(entry >>> COUNT_BITS, entry & COUNT);
    }
    const recent = this.#recent[id];
    if (recent) for (const entry of recent) visit(entry >>> COUNT_BITS, entry & COUNT);
  }

  /** Gives every slot the number that `slotOf` names; a negative one is left out for good. The order has to stay. */
  renumber(slotOf: (slot: number) => number): void {
    this.#pack();
    const packed = this.#packed;
    const former = this.#ids.renumber();
    const offsets = new Uint32Array(former.length + 1);
    let end = 0;
    former.forEach((id, number) => {
      const [from, to] = this.#rangeOf(id);
      offsets[number] = end;
      for (let at = from; at < to; at++) {
        const slot = slotOf(packed[at]! >>> COUNT_BITS);
        if (slot >= 0) packed[end++] = slot * COUNTS + (packed[at]! & COUNT);
      }
    });
    offsets[former.length] = end;
    this.#frequencies = former.map((id) => this.#frequencies[id]!);
    [this.#offsets, this.#packed] = [offsets, packed.slice(0, end)];
  }

  /** Where the packed entries of a term lie. A term that came since has none. */
  #rangeOf(id: number): readonly [number, number] {
    return id + 1 < this.#offsets.length ? [this.#offsets[id]!, this.#offsets[id + 1]!] : [0, 0];
  }

  #spread(): void {
    for (let i = 0; i < this.#freshSize; i++) {
      const id = this.#freshIds[i]!;
      const recent = this.#recent[id];
      if (recent) recent.push(this.#fresh[i]!);
      else this.#recent[id] = [this.#fresh[i]!];
    }
    this.#recentSize += this.#freshSize;
    this.#freshSize = 0;
  }

  #pack(): void {
    const [terms, fresh] = [this.#ids.size, this.#freshSize];
    const packed = new Uint32Array(this.#packed.length + this.#recentSize + fresh);
    const counts = new Uint32Array(terms);
    for (let i = 0; i < fresh; i++) counts[this.#freshIds[i]!]!++;
    const offsets = new Uint32Array(terms + 1);
    /** Where the next fresh entry of a term goes. */
    const next = new Uint32Array(terms);
    let end = 0;
    for (let id = 0; id < terms; id++) {
      offsets[id] = end;
      const [from, to] = this.#rangeOf(id);
      packed.set(this.#packed.subarray(from, to), end);
      end += to - from;
      const recent = this.#recent[id];
      if (recent) packed.set(recent, end);
      next[id] = end += recent?.length ?? 0;
      end += counts[id]!;
    }
    offsets[terms] = end;
    for (let i = 0; i < fresh; i++) packed[next[this.#freshIds[i]!]!++] = this.#fresh[i]!;
    [this.#offsets, this.#packed] = [offsets, packed];
    [this.#recent, this.#recentSize, this.#freshSize] = [[], 0, 0];
    // what an opening memory needed, the next turns do not
    [this.#freshIds, this.#fresh] = [new Uint32Array(PACK_FROM), new Uint32Array(PACK_FROM)];
  }
}
