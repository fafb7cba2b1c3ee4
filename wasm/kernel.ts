import { KERNEL_BASE64 } from './build/kernel.ts';

/** The compiled kernel over one memory. Pointers are byte offsets into `memory`. */
export interface Kernel {
  readonly memory: WebAssembly.Memory;
  /**
   * Dot products of a query against consecutive int8 rows.
   * @param query int16[dimension] @param rows int8[count × dimension] @param scales float32[count] @param out float32[count]
   */
  scan(query: number, rows: number, scales: number, out: number, count: number, dimension: number): void;
}

const PAGE = 65_536;

/**
 * Instantiates the kernel over a memory of its own, or returns null where WASM SIMD is absent or refused (an old
 * browser, a CSP without 'wasm-unsafe-eval'): callers then use the JS twin.
 */
export function loadKernel(): Kernel | null {
  try {
    const bytes = Uint8Array.from(atob(KERNEL_BASE64), (character) => character.charCodeAt(0));
    const memory = new WebAssembly.Memory({ initial: 1 });
    // synchronous on purpose: a few hundred bytes compile faster than a promise turns
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    return { memory, scan: exports['scan'] as Kernel['scan'] };
  } catch {
    return null;
  }
}

/** Grows `memory` until it holds `bytes`. Views made before are detached when it grew. */
export function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
