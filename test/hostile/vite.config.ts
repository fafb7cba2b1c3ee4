import { defineConfig } from 'vite';

/** One program for Node: `node test/.artifacts/hostile/run.js`. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: `${import.meta.dirname}/../.artifacts/hostile`,
    emptyOutDir: true,
    rolldownOptions: { input: { run: `${import.meta.dirname}/run.ts` }, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
  },
});
