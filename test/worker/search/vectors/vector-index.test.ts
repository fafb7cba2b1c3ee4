import { vectorIndexCases } from './vector-index.cases.ts';

vectorIndexCases('js');
vectorIndexCases('wasm-simd');
