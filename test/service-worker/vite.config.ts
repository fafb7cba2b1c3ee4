import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const app = (path: string): string => fileURLToPath(new URL(`app/${path}`, import.meta.url));

/** The test's page as an app builds it, and with `--mode service-worker` its service worker: one classic script. */
export default defineConfig(({ mode }) => ({
  root: app(''),
  publicDir: false,
  worker: { format: 'es' as const },
  logLevel: 'warn' as const,
  build: {
    target: ['chrome111', 'firefox119', 'safari16.4'],
    emptyOutDir: false,
    modulePreload: false,
    rolldownOptions:
      mode === 'service-worker'
        ? { input: app('sw.ts'), output: { format: 'iife' as const, entryFileNames: 'sw.js' } }
        : { input: { index: app('index.html'), frame: app('frame.html') } },
  },
}));
