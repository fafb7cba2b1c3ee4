import { defineConfig, type UserConfig } from 'vite';

const HERE = import.meta.dirname;

/** What Node runs. */
const run: UserConfig = {
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: `${HERE}/../../.artifacts/eval`,
    emptyOutDir: true,
    rolldownOptions: {
      // the thread is found beside whichever file starts it
      input: { run: `${HERE}/run.ts`, 'embed-thread': `${HERE}/../../../src/node/embed-thread.ts` },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

export default defineConfig(run);
