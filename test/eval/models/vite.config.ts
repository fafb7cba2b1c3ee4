import { defineConfig } from 'vite';

/** One program for Node: `node test/.artifacts/eval-models/run.js`. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: `${import.meta.dirname}/../../.artifacts/eval-models`,
    emptyOutDir: true,
    rolldownOptions: { input: { run: `${import.meta.dirname}/run.ts` } },
  },
});
