import { defineConfig, type UserConfig } from 'vite';

const config: UserConfig = {
  root: import.meta.dirname,
  publicDir: false,
  worker: { format: 'es' },
  logLevel: 'warn',
  build: { target: 'chrome111', emptyOutDir: false, modulePreload: false },
};

/** The page under test, as an app builds it. */
export default defineConfig(config);
