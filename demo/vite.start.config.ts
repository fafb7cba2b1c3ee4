import { defineConfig, type UserConfig } from 'vite';

/** dist/demo/start.js: the demo's server as plain JavaScript, because Node 20 runs no TypeScript. */
const config: UserConfig = defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: 'dist/demo',
    emptyOutDir: true,
    rolldownOptions: { input: { start: 'demo/start.ts' }, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
  },
});

export default config;
