import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** dist/edge-demo/start.js: what starts it, as plain JavaScript, because Node 20 runs no TypeScript. */
const config: UserConfig = defineConfig({
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: path('../../dist/edge-demo'),
    emptyOutDir: false,
    rolldownOptions: { input: { start: path('start.ts') }, output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' } },
  },
});

export default config;
