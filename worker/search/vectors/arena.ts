import { loadKernel, sharedPart, type Kernel, type KernelBackend } from '../../../wasm/kernel.ts';
import {
  BLOCK_ROWS,
  blockLayout,
  byteAt,
  columnAt,
  DOTS_BYTES,
  GROUP,
  MAX_BATCH,
  MAX_THREADS,
  MAX_TOP,
  ROW_BITS,
  ROW_MASK,
  SCRATCH,
  STEP,
  TOP_HEADER,
  type BlockLayout,
} from '../../../wasm/layout.ts';
import { quantizeInto, type QuantizedVector } from './quantize.ts';
import { ScanHelper } from './scan-helper.ts';
import { JOB_BYTES, MAX_JOB_BLOCKS, type ScanThreadStart } from './scan-job.ts';

/** Largest number of a 16-bit query: every sum with rows of −128 to 127 has to stay inside int32. */
const queryRange = (dimension: number): number => Math.min(32_767, Math.floor(0x7fff_ffff / (128 * dimension)));
/** A query in bytes is of ±63, so that with 64 added it takes 7 bits. */
const BYTE_RANGE = 63;
const BYTE_OFFSET = 64;

const FIRST_DOTS = SCRATCH.bytes * MAX_BATCH * MAX_THREADS;
const FIRST_BLOCK = Math.ceil((FIRST_DOTS + DOTS_BYTES) / 64) * 64;

/** The kernel with working space; its twin in JS where WebAssembly gets no memory. */
function withRoom(kernel: Kernel): Kernel {
  try {
    kernel.reserve(FIRST_BLOCK);
    return kernel;
  } catch {
    const twin = loadKernel({ backend: 'js' });
    twin.reserve(FIRST_BLOCK);
    return twin;
  }
}

/**
 * The kernel's memory, shared by all indexes of a runtime: working space first, then blocks of rows. A block is handed
 * out and taken back; it never moves, so an index grows without copying what it holds.
 */
export class VectorArena {
  readonly #kernel: Kernel;
  readonly #free = new Map<number, number[]>();
  #end = FIRST_BLOCK;
  #warm = false;
  readonly #spawn: SpawnScanThread | null;
  #helper: ScanHelper | null = null;
  #bytes: Int8Array;
  #words: Int16Array;
  #ints: Int32Array;
  #floats: Float32Array;

  /** `spawn` starts a helping thread once there is enough to scan, where the kernel's memory is shared. */
  constructor(kernel: Kernel = loadKernel(), spawn: SpawnScanThread | null = null) {
    this.#kernel = withRoom(kernel);
    this.#spawn = spawn;
    const { buffer } = this.#kernel;
    this.#bytes = new Int8Array(buffer);
    this.#words = new Int16Array(buffer);
    this.#ints = new Int32Array(buffer);
    this.#floats = new Float32Array(buffer);
  }

  get backend(): KernelBackend {
    return this.#kernel.backend;
  }

  /** Bytes of memory behind all indexes together. */
  get bytes(): number {
    return this.#kernel.buffer.byteLength;
  }

  /** Address of an empty block. */
  allocate({ bytes }: BlockLayout): number {
    const block = this.#free.get(bytes)?.pop() ?? this.#extend(bytes);
    this.#bytes.fill(0, block, block + bytes);
    return block;
  }

  release(block: number, { bytes }: BlockLayout): void {
    const free = this.#free.get(bytes);
    if (free) free.push(block);
    else this.#free.set(bytes, [block]);
    // what was forgotten is not to be found in a copy of this memory either
    this.#bytes.fill(0, block, block + bytes);
  }

  #extend(bytes: number): number {
    const block = this.#end;
    const end = block + Math.ceil(bytes / 64) * 64;
    this.#kernel.reserve(end);
    this.#end = end;
    if (this.#bytes.buffer !== this.#kernel.buffer) {
      this.#bytes = new Int8Array(this.#kernel.buffer);
      this.#words = new Int16Array(this.#kernel.buffer);
      this.#ints = new Int32Array(this.#kernel.buffer);
      this.#floats = new Float32Array(this.#kernel.buffer);
    }
    return block;
  }

  isLive(block: number, { live }: BlockLayout, row: number): boolean {
    return ((this.#bytes[block + live + (row >> 3)]! >> (row & 7)) & 1) === 1;
  }

  write(block: number, { width, scales, rowSums, live }: BlockLayout, row: number, { data, scale }: QuantizedVector): void {
    const first = block + byteAt(row, width);
    let sum = 0;
    for (let i = 0; i < data.length; i++) {
      this.#bytes[first + columnAt(i)] = data[i]!;
      sum += data[i]!;
    }
    this.#floats[((block + scales) >> 2) + row] = scale;
    this.#ints[((block + rowSums) >> 2) + row] = sum;
    this.#bytes[block + live + (row >> 3)]! |= 1 << (row & 7);
  }

  read(block: number, { width, scales }: BlockLayout, row: number, data: Int8Array): number {
    const first = block + byteAt(row, width);
    for (let i = 0; i < data.length; i++) data[i] = this.#bytes[first + columnAt(i)]!;
    return this.#floats[((block + scales) >> 2) + row]!;
  }

  /** Takes a row out: its bit goes, and its numbers with it. */
  clear(block: number, { width, live }: BlockLayout, row: number): void {
    const first = block + byteAt(row, width);
    for (let i = 0; i < width; i += STEP) this.#bytes.fill(0, first + columnAt(i), first + columnAt(i) + STEP);
    this.#bytes[block + live + (row >> 3)]! &= ~(1 << (row & 7));
  }

  /** The helping thread, when this many blocks are worth it and it is there. */
  helperFor(blocks: number): ScanHelper | null {
    if (blocks < HELPED_BLOCKS || blocks > MAX_JOB_BLOCKS) return null;
    const part = this.#spawn && !this.#helper ? sharedPart(this.#kernel) : null;
    if (this.#spawn && part) this.#helper = new ScanHelper({ part, job: this.#extend(JOB_BYTES) }, this.#spawn);
    return this.#helper?.ready ? this.#helper : null;
  }

  /** Ends the helping thread; the memory goes with the arena. */
  close(): void {
    this.#helper?.end();
  }

  /** Puts a query into working space `n`, with an empty list of the best `k`. Returns the scale of its 16-bit form. */
  prepare(n: number, query: Float32Array, { width }: BlockLayout, k: number): number {
    const at = n * SCRATCH.bytes;
    const words = this.#words.subarray((at + SCRATCH.query16) >> 1, ((at + SCRATCH.query16) >> 1) + width);
    words.fill(0);
    const scale = quantizeInto(query, queryRange(query.length), words);
    if (this.#kernel.bytesQuery) {
      const bytes = this.#bytes.subarray(at + SCRATCH.query7, at + SCRATCH.query7 + width).fill(0);
      quantizeInto(query, BYTE_RANGE, bytes);
      for (let i = 0; i < width; i++) bytes[i]! += BYTE_OFFSET;
    }
    const top = (at + SCRATCH.top) >> 2;
    this.#ints[top] = k;
    this.#ints[top + 1] = 0;
    this.#floats[top + 2] = Number.NEGATIVE_INFINITY;
    return scale;
  }

  /** Offers the live rows of a block, those of `filter` alone where one is given, to query `n`. Row ids count from `base`. */
  scan(n: number, block: number, layout: BlockLayout, base: number, filter: Uint8Array | null): void {
    if (!filter) return scanBlock(this.#kernel, n, block, layout, base, null);
    const { live } = layout;
    const bits = n * SCRATCH.bytes + SCRATCH.filter;
    for (let i = 0; i < BLOCK_ROWS / 8; i++) this.#bytes[bits + i] = this.#bytes[block + live + i]! & (filter[(base >> 3) + i] ?? 0);
    scanBlock(this.#kernel, n, block, layout, base, bits);
  }

  /** What the scans of query `n` found, by the kernel's order. */
  found(n: number): number[] {
    const top = n * SCRATCH.bytes + SCRATCH.top;
    const ids = (top + TOP_HEADER) >> 2;
    return Array.from(this.#ints.subarray(ids, ids + this.#ints[(top >> 2) + 1]!));
  }

  /** Dot products of query `n` with the rows of live slots of `blocks`; `scale` is what {@link prepare} returned. */
  dots(n: number, { width, scales }: BlockLayout, scale: number, blocks: readonly number[], slots: readonly number[]): Float32Array {
    const results = new Float32Array(slots.length);
    const addresses = FIRST_DOTS >> 2;
    const out = addresses + MAX_TOP;
    for (let from = 0; from < slots.length; from += MAX_TOP) {
      const count = Math.min(MAX_TOP, slots.length - from);
      for (let i = 0; i < count; i++) {
        const slot = slots[from + i]!;
        this.#ints[addresses + i] = blocks[slot >> ROW_BITS]! + byteAt(slot & ROW_MASK, width);
      }
      this.#kernel.dots(n * SCRATCH.bytes + SCRATCH.query16, FIRST_DOTS, count, width, out << 2);
      for (let i = 0; i < count; i++) {
        const slot = slots[from + i]!;
        results[from + i] = this.#ints[out + i]! * scale * this.#floats[((blocks[slot >> ROW_BITS]! + scales) >> 2) + (slot & ROW_MASK)]!;
      }
    }
    return results;
  }

  /** Has the engine compile the kernel well before the first recall waits for it. */
  warmUp(): void {
    if (this.#warm) return;
    this.#warm = true;
    const layout = blockLayout(384);
    const block = this.allocate(layout);
    this.#bytes.fill(-1, block + layout.live, block + layout.live + BLOCK_ROWS / 8);
    this.prepare(0, new Float32Array(layout.width).fill(1), layout, 1);
    for (let i = 0; i < WARM_UP_BLOCKS; i++) this.scan(0, block, layout, 0, null);
    this.release(block, layout);
  }
}

/** Six passes over 2,000 rows: what it takes until V8 has compiled the loop for good. */
const WARM_UP_BLOCKS = 48;
/** Starts a thread that takes part in scans, and returns the way to end it. */
export type SpawnScanThread = (start: ScanThreadStart, onFailure: () => void) => () => void;

/** From 50,000 rows on a second thread saves more than waking it costs. */
const HELPED_BLOCKS = 200;

/** Offers the rows of a block to query `n`: all live ones, or those whose bits lie at `bits`. */
export function scanBlock(kernel: Kernel, n: number, block: number, { width, scales, rowSums, live }: BlockLayout, base: number, bits: number | null): void {
  const at = n * SCRATCH.bytes;
  const query = at + (kernel.bytesQuery ? SCRATCH.query7 : SCRATCH.query16);
  kernel.scan(query, block, block + scales, block + rowSums, bits ?? block + live, BLOCK_ROWS / GROUP, width, base, at + SCRATCH.top);
}
