import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const config: UserConfig = {
  base: './',
  root: fileURLToPath(new URL('app', import.meta.url)),
  publicDir: false,
  worker: { format: 'es' },
  logLevel: 'error',
  // the oldest browsers that the package is built for
  build: { target: ['chrome111', 'firefox119', 'safari16.4'], emptyOutDir: false, modulePreload: false },
};

/** The page that faults are put into, as an app builds it. */
export default defineConfig(config);
