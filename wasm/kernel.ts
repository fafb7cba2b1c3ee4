import { KERNELS } from './build/kernel.ts';
import { createJsKernel } from './js-kernel.ts';
import type { WasmMemory, WasmModule } from './wasm-types.ts';

/** `wasm-relaxed-simd` multiplies bytes, `wasm-simd` 16-bit numbers, `js` is their twin without WASM. */
export type KernelBackend = 'wasm-relaxed-simd' | 'wasm-simd' | 'js';

/** The compiled kernel over one memory. Pointers are byte offsets into its buffer; wasm/layout.ts says where what lies. */
export interface Kernel {
  readonly backend: KernelBackend;
  /** True when `scan` takes the query as bytes 1 to 127 (64 added); false when as int16. `dots` always takes int16. */
  readonly bytesQuery: boolean;
  /** The buffer as it is now; another one after `reserve` grew it. */
  readonly buffer: ArrayBufferLike;
  /** Makes the memory hold `bytes`. Views made before may be detached. */
  reserve(bytes: number): void;
  /** Offers every row of `groups` groups to the list at `top`, where its bit in `filter` is set. Row ids count from `base`. */
  scan(query: number, rows: number, scales: number, rowSums: number, filter: number, groups: number, dimension: number, base: number, top: number): void;
  /** Dot products of `count` rows: u32 addresses of their first bytes, i32 results. */
  dots(query: number, addresses: number, count: number, dimension: number, out: number): void;
}

/** A compiled module and its memory, as a thread needs them to take part. */
export interface SharedKernel {
  readonly memory: WasmMemory;
  readonly backend: KernelBackend;
}

const PAGE = 65_536;
/** Pages that a shared memory may grow to: 1 GiB, the rows of two million vectors. */
const MAX_SHARED_PAGES = 16_384;

/** Which kernel is loaded, and over what memory. */
export interface KernelOptions {
  /** A memory that other threads can work on too, where this page may have one. */
  readonly shared?: boolean;
  /** No faster one than this. */
  readonly backend?: KernelBackend;
  /** The kernels as compiled by whoever loaded this code, where bytes may not be compiled. Default: the bytes that come along. */
  readonly compiled?: CompiledKernels;
}

/** The modules of `wasm/build/kernel-simd.wasm` and `kernel-relaxed.wasm`. */
export interface CompiledKernels {
  readonly simd: WasmModule;
  readonly relaxed: WasmModule;
}

/**
 * The fastest kernel there is: relaxed SIMD, SIMD, or the JS twin where WASM is absent or refused (a CSP without
 * 'wasm-unsafe-eval'). It compiles in less than a millisecond and throws nothing.
 *
 * @example
 * ```ts
 * const kernel = loadKernel();
 * kernel.reserve(blockLayout(384).bytes); // room for 256 rows of 384 numbers
 * console.log(kernel.backend); // 'wasm-simd'
 * ```
 */
export function loadKernel({ shared = false, backend = 'wasm-relaxed-simd', compiled }: KernelOptions = {}): Kernel {
  if (backend === 'js') return createJsKernel();
  const backends = backend === 'wasm-simd' ? ([backend] as const) : (['wasm-relaxed-simd', 'wasm-simd'] as const);
  return (shared ? fastest(backends, sharedMemory) : null) ?? fastest(backends, () => new WebAssembly.Memory({ initial: 1 }), compiled) ?? createJsKernel();
}

/** The memory of a kernel that other threads can work on; null for any other. */
export function sharedPart(kernel: Kernel): SharedKernel | null {
  return kernel instanceof WasmKernel && kernel.shared ? { memory: kernel.memory, backend: kernel.backend } : null;
}

/** The same kernel in another thread, over the same memory. @throws where this thread lacks what the other has */
export function joinKernel(part: SharedKernel): Kernel {
  return new WasmKernel(part.backend === 'wasm-relaxed-simd' ? 'wasm-relaxed-simd' : 'wasm-simd', part.memory);
}

function sharedMemory(): WebAssembly.Memory | null {
  return globalThis.crossOriginIsolated ? new WebAssembly.Memory({ initial: 1, maximum: MAX_SHARED_PAGES, shared: true }) : null;
}

function fastest(backends: readonly Exclude<KernelBackend, 'js'>[], createMemory: () => WebAssembly.Memory | null, compiled?: CompiledKernels): Kernel | null {
  for (const backend of backends) {
    try {
      const memory = createMemory();
      if (memory) return new WasmKernel(backend, memory, compiled);
    } catch {
      // this engine cannot, or the page's CSP forbids it
    }
  }
  return null;
}

class WasmKernel implements Kernel {
  readonly backend: Exclude<KernelBackend, 'js'>;
  readonly bytesQuery: boolean;
  readonly shared: boolean;
  readonly memory: WebAssembly.Memory;
  readonly scan: Kernel['scan'];
  readonly dots: Kernel['dots'];

  constructor(backend: Exclude<KernelBackend, 'js'>, memory: WebAssembly.Memory, compiled?: CompiledKernels) {
    this.backend = backend;
    this.bytesQuery = backend === 'wasm-relaxed-simd';
    this.memory = memory;
    this.shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
    const kind = this.bytesQuery ? 'relaxed' : 'simd';
    const module = compiled?.[kind] ?? moduleOf(KERNELS[this.shared ? (`${kind}Shared` as const) : kind]);
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    this.scan = exports['scan'] as Kernel['scan'];
    this.dots = exports['dots'] as Kernel['dots'];
  }

  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  reserve(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    // in place: engines reserve the address space of a memory, so growing copies nothing
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
  }
}

/** Synchronous on purpose: some hundred bytes compile faster than a promise turns. */
function moduleOf(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}
