import { defineConfig } from 'vite';

/** One program for Node: `node test/.artifacts/eval-working/brief.js`. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: `${import.meta.dirname}/../../.artifacts/eval-working`,
    emptyOutDir: true,
    rolldownOptions: {
      // the thread of the model is found beside whichever file starts it
      input: { brief: `${import.meta.dirname}/brief.ts`, 'embed-thread': `${import.meta.dirname}/../../../src/node/embed-thread.ts` },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
