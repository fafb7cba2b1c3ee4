import { defineConfig, type UserConfig } from 'vite';

const HERE = import.meta.dirname;

/** One program for Node: `node test/.artifacts/voice/measure.js`. */
const config: UserConfig = defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: `${HERE}/../../.artifacts/voice`,
    emptyOutDir: true,
    rolldownOptions: { input: { measure: `${HERE}/measure.ts` }, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
  },
});

export default config;
