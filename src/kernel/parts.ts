export { createJsKernel } from '../../wasm/js-kernel.ts';
export { joinKernel, sharedPart, type CompiledKernels, type Kernel, type KernelBackend, type KernelOptions, type SharedKernel } from '../../wasm/kernel.ts';
export { BLOCK_ROWS, blockLayout, byteAt, columnAt, GROUP, MAX_DIMENSION, MAX_TOP, STEP, TOP_HEADER, type BlockLayout } from '../../wasm/layout.ts';
export type { WasmMemory, WasmModule } from '../../wasm/wasm-types.ts';
export { dequantized, quantize, type QuantizedVector } from '../../worker/search/vectors/quantize.ts';
export { MAX_NEIGHBOURS, type Neighbour, type VectorIndex } from '../../worker/search/vectors/vector-index.ts';
