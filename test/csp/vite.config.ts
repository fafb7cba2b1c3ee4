import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const app = (path: string): string => fileURLToPath(new URL(`app/${path}`, import.meta.url));

/** The page as an app builds it, and with `--mode service-worker` its service worker: one classic script. */
export default defineConfig(({ mode }) => ({
  root: app(''),
  publicDir: false,
  worker: { format: 'es' as const },
  logLevel: 'warn' as const,
  build: {
    target: 'chrome111',
    emptyOutDir: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions:
      mode === 'service-worker'
        ? { input: app('sw.ts'), output: { format: 'iife' as const, entryFileNames: 'sw.js' } }
        : { input: { index: app('index.html') } },
  },
}));
