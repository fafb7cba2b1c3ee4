import type { KernelBackend } from '../../../wasm/kernel.ts';
import { blockLayout, MAX_BATCH, MAX_DIMENSION, MAX_TOP, ROW_BITS, ROW_MASK, type BlockLayout } from '../../../wasm/layout.ts';
import type { VectorArena } from './arena.ts';
import type { QuantizedVector } from './quantize.ts';

/** A slot and the cosine of its vector with the query. */
export interface Neighbour {
  readonly slot: number;
  readonly cosine: number;
}

/** Found by the scan beyond `k`: a scan with a query in bytes is close, so more are scored again, exactly. */
const SPARE = 16;
const SPARE_SHARE = 0.125;
/** Slots beyond it would fall on others: blocks are found by shifting 32 bits. */
const MAX_SLOT = 0x7fff_ffff;
const isSlot = (slot: number): boolean => Number.isInteger(slot) && slot >= 0 && slot <= MAX_SLOT;

/** Most neighbours that one search can return. */
export const MAX_NEIGHBOURS: number = Math.floor((MAX_TOP - SPARE) / (1 + SPARE_SHARE));

/**
 * Int8 vectors by slot, scanned whole: exact over what is stored, deleted at once, nothing to rebuild. Slots without a
 * vector are left out of every search.
 */
export class VectorIndex {
  readonly dimension: number;
  readonly #arena: VectorArena;
  readonly #layout: BlockLayout;
  readonly #blocks: number[] = [];
  #count = 0;

  /** @throws RangeError for a dimension that is none or over 4096 */
  constructor(arena: VectorArena, dimension: number) {
    if (!Number.isInteger(dimension) || dimension < 1 || dimension > MAX_DIMENSION)
      throw new RangeError(`A vector has 1 to ${MAX_DIMENSION} numbers, not ${dimension}.`);
    this.#arena = arena;
    this.dimension = dimension;
    this.#layout = blockLayout(dimension);
  }

  /** Which kernel scans it. */
  get backend(): KernelBackend {
    return this.#arena.backend;
  }

  /** Vectors that it holds. */
  get count(): number {
    return this.#count;
  }

  /** Bytes of its blocks. */
  get bytes(): number {
    return this.#blocks.length * this.#layout.bytes;
  }

  /** Whether a slot holds a vector. */
  has(slot: number): boolean {
    if (!isSlot(slot)) return false;
    const block = this.#blocks[slot >> ROW_BITS];
    return block !== undefined && this.#arena.isLive(block, this.#layout, slot & ROW_MASK);
  }

  /** Memory reaches up to the highest slot: number them from 0. @throws RangeError when the dimension differs, the scale is no number, or the slot is none. */
  set(slot: number, vector: QuantizedVector): void {
    this.#assertDimension(vector.data.length);
    if (!Number.isFinite(vector.scale)) throw new RangeError('The scale of a vector has to be a finite number.');
    if (!isSlot(slot)) throw new RangeError(`A slot is a whole number from 0 to ${MAX_SLOT}.`);
    while (this.#blocks.length <= slot >> ROW_BITS) this.#blocks.push(this.#arena.allocate(this.#layout));
    if (!this.has(slot)) this.#count++;
    this.#arena.write(this.#blocks[slot >> ROW_BITS]!, this.#layout, slot & ROW_MASK, vector);
  }

  /** The vector of a slot as it is stored; undefined where there is none. */
  get(slot: number): QuantizedVector | undefined {
    if (!this.has(slot)) return undefined;
    const data = new Int8Array(this.dimension);
    const scale = this.#arena.read(this.#blocks[slot >> ROW_BITS]!, this.#layout, slot & ROW_MASK, data);
    return { scale, data };
  }

  /** Takes the vector of a slot out; nothing where there is none. */
  delete(slot: number): void {
    if (!this.has(slot)) return;
    this.#count--;
    this.#arena.clear(this.#blocks[slot >> ROW_BITS]!, this.#layout, slot & ROW_MASK);
  }

  /**
   * The `k` slots nearest to a query, best first, ties by slot; at most {@link MAX_NEIGHBOURS}. `among` is a bitmap of
   * the slots that count, one bit each; all when left out.
   *
   * @throws RangeError when the dimension differs or the query holds a number that is not finite.
   */
  nearest(query: Float32Array, k: number, among: Uint8Array | null = null): Neighbour[] {
    return this.nearestOfEach([query], k, among)[0]!;
  }

  /** The same for several queries in one pass: a block that was read for one is in the cache for the others. */
  nearestOfEach(queries: readonly Float32Array[], k: number, among: Uint8Array | null = null): Neighbour[][] {
    const answers: Neighbour[][] = [];
    for (let from = 0; from < queries.length; from += MAX_BATCH) answers.push(...this.#search(queries.slice(from, from + MAX_BATCH), k, among));
    return answers;
  }

  /** Cosine of a query with single slots; NaN where there is no vector. @throws RangeError as {@link nearest} */
  cosines(query: Float32Array, slots: readonly number[]): Float32Array {
    this.#assertDimension(query.length);
    const scale = this.#arena.prepare(0, query, this.#layout, 0);
    return this.#cosines(0, scale, slots);
  }

  /** Brings the vectors near the processor, as a scan does, for the search that comes when a query is embedded. */
  touch(): void {
    // without the kernel a scan takes longer than it saves
    if (this.backend === 'js') return;
    this.#arena.prepare(0, new Float32Array(this.dimension), this.#layout, 1);
    this.#blocks.forEach((block, b) => this.#arena.scan(0, block, this.#layout, b << ROW_BITS, null));
  }

  /** Gives its memory back. The index is empty afterwards. */
  clear(): void {
    for (const block of this.#blocks.splice(0)) this.#arena.release(block, this.#layout);
    this.#count = 0;
  }

  #search(queries: readonly Float32Array[], k: number, among: Uint8Array | null): Neighbour[][] {
    for (const query of queries) this.#assertDimension(query.length);
    if (Number.isNaN(k)) throw new RangeError('k says how many slots are wanted.');
    const wanted = Math.min(Math.max(0, Math.floor(k)), MAX_NEIGHBOURS);
    const taken = Math.min(this.#count, wanted + SPARE + Math.ceil(wanted * SPARE_SHARE));
    const scales = queries.map((query, n) => this.#arena.prepare(n, query, this.#layout, taken));
    if (wanted === 0 || taken === 0) return queries.map(() => []);
    const found = this.#scan(queries, taken, among);
    return scales.map((scale, n) => {
      const slots = found(n);
      const cosines = this.#cosines(n, scale, slots);
      const near = slots.map((slot, i): Neighbour => ({ slot, cosine: cosines[i]! })).sort((a, b) => b.cosine - a.cosine || a.slot - b.slot);
      near.length = Math.min(near.length, wanted);
      return near;
    });
  }

  /** Scans all blocks, with the helping thread where there is one. Returns what each query found. */
  #scan(queries: readonly Float32Array[], taken: number, among: Uint8Array | null): (n: number) => number[] {
    const alone = (): void =>
      this.#blocks.forEach((block, b) => {
        for (let n = 0; n < queries.length; n++) this.#arena.scan(n, block, this.#layout, b << ROW_BITS, among);
      });
    const helper = among ? null : this.#arena.helperFor(this.#blocks.length);
    if (!helper) {
      alone();
      return (n) => this.#arena.found(n);
    }
    queries.forEach((query, n) => this.#arena.prepare(MAX_BATCH + n, query, this.#layout, taken));
    helper.scan(this.#blocks, queries.length, this.#layout.width, (n, block, base) => this.#arena.scan(n, block, this.#layout, base, null));
    if (helper.finish()) return (n) => [...this.#arena.found(n), ...this.#arena.found(MAX_BATCH + n)];
    // it has died with blocks in its hands: everything anew
    queries.forEach((query, n) => this.#arena.prepare(n, query, this.#layout, taken));
    alone();
    return (n) => this.#arena.found(n);
  }

  #cosines(n: number, scale: number, slots: readonly number[]): Float32Array {
    if (slots.every((slot) => this.has(slot))) return this.#arena.dots(n, this.#layout, scale, this.#blocks, slots);
    const held = slots.filter((slot) => this.has(slot));
    const known = this.#arena.dots(n, this.#layout, scale, this.#blocks, held);
    const bySlot = new Map(held.map((slot, i) => [slot, known[i]!]));
    return Float32Array.from(slots, (slot) => bySlot.get(slot) ?? Number.NaN);
  }

  #assertDimension(length: number): void {
    if (length !== this.dimension) throw new RangeError(`This index holds vectors of ${this.dimension} numbers, not ${length}.`);
  }
}
