export const NONE = -1;

/** Which passage stands before and after which. */
export interface Thread {
  readonly previous: number[];
  readonly next: number[];
  /** False while no passage has a neighbour: nothing is handed on then. */
  linked: boolean;
}

/** What a passage's own words count for the passages around it. */
const BEFORE = [0.5, 0.2] as const;
const AFTER = [0.3, 0.1] as const;
const TERMS_OF_A_MASK = 32;

/**
 * The sums of one query. A passage gets the share of the query's terms that it covers from the best field of each term;
 * which terms a passage holds itself is a bit mask, 32 terms at a time.
 *
 * One object serves all queries of an index, one after another: what a query leaves behind is cleared where it was.
 */
export class QueryPass {
  #lengths: readonly number[] = [];
  #thread: Thread = { previous: [], next: [], linked: false };
  #own: Float32Array = new Float32Array(0);
  #labels: Float32Array = new Float32Array(0);
  #covered: Float32Array = new Float32Array(0);
  #ownMask: Uint32Array = new Uint32Array(0);
  #labelMask: Uint32Array = new Uint32Array(0);
  #seen: Uint8Array = new Uint8Array(0);
  /** Slots that hold a term of the mask themselves. */
  readonly #holders: number[] = [];
  /** Those, and their neighbours. */
  readonly #reached: number[] = [];
  /** Slots that score, by their own words or by a neighbour's. */
  #matched: number[] = [];
  #labelWeight = 0;
  #term = NONE;

  begin(lengths: readonly number[], thread: Thread): void {
    this.#lengths = lengths;
    this.#thread = thread;
    this.#term = NONE;
    if (lengths.length <= this.#own.length) return;
    const size = lengths.length * 2;
    this.#own = new Float32Array(size);
    this.#labels = new Float32Array(size);
    this.#covered = new Float32Array(size);
    this.#ownMask = new Uint32Array(size);
    this.#labelMask = new Uint32Array(size);
    this.#seen = new Uint8Array(size);
  }

  beginTerm(): void {
    this.#term++;
    if (this.#term % TERMS_OF_A_MASK === 0 && this.#term > 0) this.#cover();
  }

  own(slot: number, score: number): void {
    if (this.#lengths[slot] === NONE) return;
    this.#hold(slot);
    this.#own[slot]! += score;
    this.#ownMask[slot]! |= 1 << (this.#term % TERMS_OF_A_MASK);
  }

  /** Whether the passage itself holds the term, by what was told so far. */
  holds(slot: number): boolean {
    return (this.#ownMask[slot]! & (1 << (this.#term % TERMS_OF_A_MASK))) !== 0;
  }

  label(slot: number, score: number, weight: number): void {
    if (this.#lengths[slot] === NONE) return;
    this.#hold(slot);
    this.#labelWeight = weight;
    this.#labels[slot]! += score;
    this.#labelMask[slot]! |= 1 << (this.#term % TERMS_OF_A_MASK);
  }

  finish(termCount: number, coordination: number): { readonly values: Float32Array; readonly matched: readonly number[] } {
    this.#cover();
    const { previous, next, linked } = this.#thread;
    const matched = this.#matched;
    const values = new Float32Array(this.#lengths.length);
    for (const slot of matched) {
      let score = this.#own[slot]! + this.#labels[slot]!;
      if (linked) {
        const before = previous[slot]!;
        const after = next[slot]!;
        if (before !== NONE) score += BEFORE[0] * this.#own[before]! + BEFORE[1] * this.#ownOf(previous[before]!);
        if (after !== NONE) score += AFTER[0] * this.#own[after]! + AFTER[1] * this.#ownOf(next[after]!);
      }
      values[slot] = score * Math.min(1, this.#covered[slot]! / termCount) ** coordination;
    }
    for (const slot of matched) this.#own[slot] = this.#labels[slot] = this.#covered[slot] = this.#seen[slot] = 0;
    this.#matched = [];
    return { values, matched };
  }

  #ownOf(slot: number): number {
    return slot === NONE ? 0 : this.#own[slot]!;
  }

  #hold(slot: number): void {
    if (this.#ownMask[slot] === 0 && this.#labelMask[slot] === 0) this.#holders.push(slot);
  }

  /** Adds what the terms of the mask cover, and begins the next mask. */
  #cover(): void {
    const { previous, next, linked } = this.#thread;
    const reached = this.#reached;
    for (const slot of this.#holders) {
      this.#reach(slot);
      if (!linked || this.#ownMask[slot] === 0) continue;
      const before = previous[slot]!;
      if (before !== NONE) {
        this.#reach(before);
        if (previous[before] !== NONE) this.#reach(previous[before]!);
      }
      const after = next[slot]!;
      if (after !== NONE) {
        this.#reach(after);
        if (next[after] !== NONE) this.#reach(next[after]!);
      }
    }
    for (const slot of reached) {
      this.#covered[slot]! += linked ? this.#coverWithin(slot, previous, next) : this.#coverAlone(slot);
      this.#seen[slot] = 1;
    }
    for (const slot of this.#holders) this.#ownMask[slot] = this.#labelMask[slot] = 0;
    this.#holders.length = 0;
    reached.length = 0;
  }

  #reach(slot: number): void {
    if (this.#seen[slot] === 2) return;
    if (this.#seen[slot] === 0) this.#matched.push(slot);
    this.#seen[slot] = 2;
    this.#reached.push(slot);
  }

  #coverAlone(slot: number): number {
    const label = this.#labelMask[slot]!;
    return (label === 0 ? 0 : this.#labelWeight * bits(label)) + bits(this.#ownMask[slot]! & ~label);
  }

  /** Best field first, so that a term counts once, by the nearest that holds it. */
  #coverWithin(slot: number, previous: readonly number[], next: readonly number[]): number {
    let sum = this.#coverAlone(slot);
    let seen = this.#labelMask[slot]! | this.#ownMask[slot]!;
    const before = previous[slot]!;
    const after = next[slot]!;
    const near = before === NONE ? 0 : this.#ownMask[before]! & ~seen;
    if (near !== 0) sum += BEFORE[0] * bits(near);
    seen |= near;
    const following = after === NONE ? 0 : this.#ownMask[after]! & ~seen;
    if (following !== 0) sum += AFTER[0] * bits(following);
    seen |= following;
    const further = before === NONE || previous[before] === NONE ? 0 : this.#ownMask[previous[before]!]! & ~seen;
    if (further !== 0) sum += BEFORE[1] * bits(further);
    seen |= further;
    const last = after === NONE || next[after] === NONE ? 0 : this.#ownMask[next[after]!]! & ~seen;
    return last === 0 ? sum : sum + AFTER[1] * bits(last);
  }
}

/** How many bits are set. */
function bits(mask: number): number {
  let x = mask - ((mask >>> 1) & 0x5555_5555);
  x = (x & 0x3333_3333) + ((x >>> 2) & 0x3333_3333);
  return Math.imul((x + (x >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
