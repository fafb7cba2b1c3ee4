import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const of = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const SOURCE = /new URL\('..\/..\/..\/worker\/main.ts[^']*', import.meta.url\)/g;

const testFiles: Plugin = {
  name: 'test-files',
  enforce: 'pre',
  transform(code, id) {
    if (!id.startsWith(of('../'))) return null;
    // a worker that a test names by the address of its source has another in a build
    const own = code.replaceAll(SOURCE, 'new URL(builtWorker, import.meta.url)');
    const built = own === code ? code : `import builtWorker from '../../../worker/main.ts?worker&url';\n${own}`;
    // a test is nothing but effects, and the package says that it has none
    return { code: built, moduleSideEffects: true };
  },
};

/** The suite of the browser as one page: `--mode all`, or `--mode sample` for some files of it. */
export default defineConfig(({ mode }) => ({
  base: './',
  root: of('page'),
  publicDir: false as const,
  plugins: [testFiles],
  resolve: { alias: { 'vitest/browser': of('page/commands.ts') } },
  worker: { format: 'es' as const },
  logLevel: 'error' as const,
  build: {
    // the oldest browsers that the package is built for
    target: ['chrome111', 'firefox119', 'safari16.4'],
    emptyOutDir: false,
    modulePreload: false as const,
    rolldownOptions: { input: of(`page/${mode}.html`), external: ['@huggingface/transformers'] },
  },
}));
