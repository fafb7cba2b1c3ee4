import { loadKernel, reserve, type Kernel } from '../../wasm/kernel.ts';
import { quantize, type QuantizedVector } from './quantize.ts';

/**
 * Int8 vectors by slot, scanned whole: exact over what is stored, deletes at once, nothing to rebuild.
 *
 * A slot without a vector scores NaN.
 */
export interface VectorIndex {
  readonly backend: 'wasm-simd' | 'js';
  readonly dimension: number;
  readonly count: number;
  readonly bytes: number;
  has(slot: number): boolean;
  /** @throws RangeError when the dimension differs or the slot is negative. */
  set(slot: number, vector: QuantizedVector): void;
  delete(slot: number): void;
  /** Cosine of `query` (unit length) with every slot below `slots`. The view is valid until the next call. */
  scores(query: Float32Array, slots: number): Float32Array;
}

/** Where rows, scales, the query and the results lie; the memory-specific half of an index. */
interface Arena {
  readonly rows: Int8Array;
  readonly scales: Float32Array;
  scan(query: QuantizedVector, slots: number): Float32Array;
}

const FIRST_CAPACITY = 256;

class FlatIndex implements VectorIndex {
  readonly backend: 'wasm-simd' | 'js';
  readonly dimension: number;
  count = 0;
  #capacity = 0;
  #arena: Arena;
  readonly #grow: (capacity: number, previous: Arena | null) => Arena;

  constructor(backend: 'wasm-simd' | 'js', dimension: number, grow: (capacity: number, previous: Arena | null) => Arena) {
    this.backend = backend;
    this.dimension = dimension;
    this.#grow = grow;
    this.#arena = grow(FIRST_CAPACITY, null);
    this.#capacity = FIRST_CAPACITY;
  }

  get bytes(): number {
    return this.#capacity * (this.dimension + 4);
  }

  has(slot: number): boolean {
    return slot < this.#capacity && !Number.isNaN(this.#arena.scales[slot]!);
  }

  set(slot: number, vector: QuantizedVector): void {
    if (vector.data.length !== this.dimension) throw new RangeError(`This index holds vectors of ${this.dimension} numbers, not ${vector.data.length}.`);
    if (!Number.isInteger(slot) || slot < 0) throw new RangeError('A slot is a whole number from 0.');
    this.#ensure(slot + 1);
    if (!this.has(slot)) this.count++;
    this.#arena.rows.set(vector.data, slot * this.dimension);
    this.#arena.scales[slot] = vector.scale;
  }

  delete(slot: number): void {
    if (!this.has(slot)) return;
    this.count--;
    this.#arena.scales[slot] = Number.NaN;
  }

  scores(query: Float32Array, slots: number): Float32Array {
    if (query.length !== this.dimension) throw new RangeError(`This index takes queries of ${this.dimension} numbers, not ${query.length}.`);
    this.#ensure(slots);
    return this.#arena.scan(quantize(query), slots);
  }

  #ensure(capacity: number): void {
    if (capacity <= this.#capacity) return;
    const next = Math.max(capacity, this.#capacity * 2);
    const old = this.#capacity;
    this.#arena = this.#grow(next, this.#arena);
    this.#arena.scales.fill(Number.NaN, old);
    this.#capacity = next;
  }
}

function jsArena(dimension: number): (capacity: number, previous: Arena | null) => Arena {
  return (capacity, previous) => {
    const rows = new Int8Array(capacity * dimension);
    const scales = new Float32Array(capacity).fill(Number.NaN);
    if (previous) {
      rows.set(previous.rows);
      scales.set(previous.scales);
    }
    const out = new Float32Array(capacity);
    const scan = (query: QuantizedVector, slots: number): Float32Array => {
      for (let slot = 0, at = 0; slot < slots; slot++) {
        let sum = 0;
        for (let i = 0; i < dimension; i++) sum += query.data[i]! * rows[at++]!;
        out[slot] = sum * scales[slot]! * query.scale;
      }
      return out.subarray(0, slots);
    };
    return { rows, scales, scan };
  };
}

/** Memory of one WASM index: query (int16), then scales, results and rows, each over the whole capacity. */
function wasmArena(kernel: Kernel, dimension: number): (capacity: number, previous: Arena | null) => Arena {
  const queryBytes = dimension * 2;
  return (capacity, previous) => {
    const keptRows = previous?.rows.slice();
    const keptScales = previous?.scales.slice();
    const scalesAt = queryBytes;
    const outAt = scalesAt + capacity * 4;
    const rowsAt = outAt + capacity * 4;
    reserve(kernel.memory, rowsAt + capacity * dimension);
    const { buffer } = kernel.memory;
    const rows = new Int8Array(buffer, rowsAt, capacity * dimension);
    const scales = new Float32Array(buffer, scalesAt, capacity).fill(Number.NaN);
    if (keptRows && keptScales) {
      rows.set(keptRows);
      scales.set(keptScales);
    }
    const widened = new Int16Array(buffer, 0, dimension);
    const out = new Float32Array(buffer, outAt, capacity);
    const scan = (query: QuantizedVector, slots: number): Float32Array => {
      widened.set(query.data);
      kernel.scan(0, rowsAt, scalesAt, outAt, slots, dimension);
      const scores = out.subarray(0, slots);
      for (let slot = 0; slot < slots; slot++) scores[slot]! *= query.scale;
      return scores;
    };
    return { rows, scales, scan };
  };
}

/** The JS twin of the kernel: same results, no WASM. Fallback and test oracle. */
export function createJsVectorIndex(dimension: number): VectorIndex {
  return new FlatIndex('js', dimension, jsArena(dimension));
}

/** An empty index for vectors of `dimension` numbers: SIMD where it is there and the dimension suits it. */
export function createVectorIndex(dimension: number): VectorIndex {
  const kernel = dimension % 16 === 0 ? loadKernel() : null;
  return kernel ? new FlatIndex('wasm-simd', dimension, wasmArena(kernel, dimension)) : createJsVectorIndex(dimension);
}
