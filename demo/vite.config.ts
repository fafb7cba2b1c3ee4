import { defineConfig, type UserConfig } from 'vite';
import { compress } from './build/compress.ts';
import { manifest } from './build/manifest.ts';
import { precache } from './build/precache.ts';

const config: UserConfig = defineConfig({
  root: import.meta.dirname,
  base: '/',
  publicDir: false,
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  worker: { format: 'es' },
  plugins: [manifest(), precache(), compress()],
  build: {
    target: ['chrome111', 'firefox114', 'safari16.4'],
    outDir: '../dist-demo',
    emptyOutDir: true,
    // what is inlined is a data: URL, which the page's policy refuses
    assetsInlineLimit: 0,
    modulePreload: false,
    rolldownOptions: {
      input: { index: `${import.meta.dirname}/index.html`, sw: `${import.meta.dirname}/sw.ts` },
      // a service worker's address must not change: the browser asks for it again under the one it was registered with
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
});

export default config;
