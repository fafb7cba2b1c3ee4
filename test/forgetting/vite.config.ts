import { defineConfig } from 'vite';

/** The process of a test as one file: a heap with a builder in it is ten times as large. */
export default defineConfig({
  publicDir: false,
  logLevel: 'error',
  build: {
    target: 'node20',
    ssr: true,
    emptyOutDir: false,
    rolldownOptions: { input: `${import.meta.dirname}/process.ts`, output: { entryFileNames: 'process.js' } },
  },
});
