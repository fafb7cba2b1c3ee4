import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The page as an app builds it. */
export default defineConfig({
  root: fileURLToPath(new URL('./', import.meta.url)),
  publicDir: false,
  worker: { format: 'es' },
  logLevel: 'warn',
  build: { target: 'chrome111', emptyOutDir: false, modulePreload: false },
});
