import { defineConfig } from 'vite';

// the worker of memoair-web and the files of ONNX Runtime are found by Vite itself
export default defineConfig({ worker: { format: 'es' } });
