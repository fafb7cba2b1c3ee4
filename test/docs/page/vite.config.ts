import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../../.artifacts/docs-page', import.meta.url));

/** A page a block, as it was written there. */
export default defineConfig({
  root,
  publicDir: false,
  worker: { format: 'es' },
  logLevel: 'warn',
  build: {
    // blocks await at the top
    target: 'es2022',
    emptyOutDir: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    minify: false,
    rolldownOptions: {
      input: readdirSync(root)
        .filter((name) => name.endsWith('.html'))
        .map((name) => join(root, name)),
    },
  },
});
