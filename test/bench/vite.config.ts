import { existsSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig, type UserConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };

const OUT = `${import.meta.dirname}/../.artifacts/bench`;
const PEERS = Object.keys(packageJson.dependencies);
const MISSING = '\0missing:';

/** A peer that is not installed becomes a module that says so when it is loaded; the others are measured all the same. */
function missingPeers(): Plugin {
  return {
    name: 'missing-peers',
    enforce: 'pre',
    resolveId(id) {
      const peer = PEERS.find((name) => id === name || id.startsWith(`${name}/`));
      return peer && !existsSync(`${import.meta.dirname}/node_modules/${peer}`) ? MISSING + id : null;
    },
    load(id) {
      return id.startsWith(MISSING) ? `throw new Error('not installed');\nexport default undefined;` : null;
    },
  };
}

const target = 'esnext';

/** What Node runs: the entry, and the processes in which other things are measured. */
const run: UserConfig = {
  publicDir: false,
  build: {
    target: 'node20',
    ssr: true,
    outDir: OUT,
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        run: `${import.meta.dirname}/run.ts`,
        'native-process': `${import.meta.dirname}/native/native-process.ts`,
        'cloud-process': `${import.meta.dirname}/projection/cloud-process.ts`,
        'users-process': `${import.meta.dirname}/users/process.ts`,
        // found beside whichever file starts it
        'embed-thread': `${import.meta.dirname}/../../src/node/embed-thread.ts`,
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

const page: UserConfig = {
  root: `${import.meta.dirname}/page`,
  base: './',
  publicDir: false,
  plugins: [missingPeers()],
  worker: { format: 'es', plugins: () => [missingPeers()], rolldownOptions: { shimMissingExports: true } },
  build: {
    target,
    outDir: `${OUT}/page`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    chunkSizeWarningLimit: 10_000,
    rolldownOptions: { input: ['index', 'runtime', 'projection', 'voice', 'encryption'].map((name) => `${import.meta.dirname}/page/${name}.html`) },
  },
};

export default defineConfig(({ mode }) => (mode === 'page' ? page : run));
