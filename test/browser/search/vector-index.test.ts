import { vectorIndexCases } from '../../worker/search/vectors/vector-index.cases.ts';

vectorIndexCases('wasm-relaxed-simd');
vectorIndexCases('wasm-simd');
