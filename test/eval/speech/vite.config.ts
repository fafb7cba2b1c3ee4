import { defineConfig } from 'vite';

const HERE = import.meta.dirname;

/** One program for Node: `node test/.artifacts/eval-speech/run.js`. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: `${HERE}/../../.artifacts/eval-speech`,
    emptyOutDir: true,
    rolldownOptions: {
      // the thread is found beside whichever file starts it
      input: { run: `${HERE}/run.ts`, 'embed-thread': `${HERE}/../../../src/node/embed-thread.ts` },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
