import type { Kernel } from './kernel.ts';
import { GROUP, MAX_TOP, STEP, TOP_HEADER } from './layout.ts';

/** The kernel's twin without WASM: same memory, same results. The fallback, and what the kernels are tested against. */
export function createJsKernel(): Kernel {
  return new JsKernel();
}

class JsKernel implements Kernel {
  readonly backend = 'js';
  readonly bytesQuery = false;
  buffer: ArrayBuffer = new ArrayBuffer(65_536);
  #bytes = new Int8Array(this.buffer);
  #words = new Int16Array(this.buffer);
  #ints = new Int32Array(this.buffer);
  #floats = new Float32Array(this.buffer);

  reserve(bytes: number): void {
    if (bytes <= this.buffer.byteLength) return;
    const grown = new ArrayBuffer(Math.max(Math.ceil(bytes / 65_536) * 65_536, this.buffer.byteLength * 2));
    new Uint8Array(grown).set(new Uint8Array(this.buffer));
    this.buffer = grown;
    this.#bytes = new Int8Array(grown);
    this.#words = new Int16Array(grown);
    this.#ints = new Int32Array(grown);
    this.#floats = new Float32Array(grown);
  }

  scan(query: number, rows: number, scales: number, _rowSums: number, filter: number, groups: number, dimension: number, base: number, top: number): void {
    for (let row = 0; row < groups * GROUP; row++) {
      if (((this.#bytes[filter + (row >> 3)]! >> (row & 7)) & 1) === 0) continue;
      const first = rows + (row - (row % GROUP)) * dimension + (row % GROUP) * STEP;
      const score = Math.fround(Math.fround(this.#dot(query, first, dimension)) * this.#floats[(scales >> 2) + row]!);
      if (score > this.#floats[(top >> 2) + 2]!) this.#insert(top, base + row, score);
    }
  }

  dots(query: number, addresses: number, count: number, dimension: number, out: number): void {
    for (let i = 0; i < count; i++) this.#ints[(out >> 2) + i] = this.#dot(query, this.#ints[(addresses >> 2) + i]!, dimension);
  }

  #dot(query: number, first: number, dimension: number): number {
    let sum = 0;
    for (let i = 0, at = first, q = query >> 1; i < dimension; i += STEP, at += GROUP * STEP)
      for (let j = 0; j < STEP; j++) sum += this.#bytes[at + j]! * this.#words[q++]!;
    return sum;
  }

  #insert(top: number, id: number, score: number): void {
    const header = top >> 2;
    const [capacity, count] = [Math.min(this.#ints[header]!, MAX_TOP), this.#ints[header + 1]!];
    const ids = (top + TOP_HEADER) >> 2;
    const scores = ids + capacity;
    let i = Math.min(count, capacity - 1);
    for (; i > 0 && this.#floats[scores + i - 1]! < score; i--) {
      this.#floats[scores + i] = this.#floats[scores + i - 1]!;
      this.#ints[ids + i] = this.#ints[ids + i - 1]!;
    }
    this.#floats[scores + i] = score;
    this.#ints[ids + i] = id;
    if (count < capacity) this.#ints[header + 1] = count + 1;
    if (count + 1 >= capacity) this.#floats[header + 2] = this.#floats[scores + capacity - 1]!;
  }
}
