import { defineConfig } from 'vite';

/** One program for Node: `node test/.artifacts/soak.js`. It lies as deep in the checkout as its parts, which look for files from where they are. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: `${import.meta.dirname}/../.artifacts`,
    emptyOutDir: false,
    rolldownOptions: { input: `${import.meta.dirname}/soak.ts`, output: { entryFileNames: 'soak.js', chunkFileNames: 'soak-[name]-[hash].js' } },
  },
});
