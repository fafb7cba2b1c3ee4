import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const config: UserConfig = {
  base: './',
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  worker: { format: 'es' },
  logLevel: 'error',
  build: { target: 'chrome111', emptyOutDir: false, modulePreload: false, rolldownOptions: { external: ['@huggingface/transformers'] } },
};

/** A page whose memory is measured, as an app builds it. */
export default defineConfig(config);
