/// <reference types="vitest/config" />
import { playwright } from '@vitest/browser-playwright';
import { chmodSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin, UserConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import { CHROME_ARGS, findChrome } from './test/support/chrome.ts';
import { startCloud } from './test/support/cloud-command.ts';
import { serveModel } from './test/support/model-plugin.ts';
import { hasSharedEval, SHARED_EVAL } from './test/support/shared-eval.ts';
import { startVoiceLive } from './test/voice/voice-live/server-command.ts';
import { compiledWasm } from './wasm/compiled-wasm-plugin.ts';

/** An optional peer: whoever names a model of the hub has it. */
const PEER = '@huggingface/transformers';
/** Packages that stay imports in Node; a browser's worker carries them. */
const DEPENDENCIES = ['comlink', 'valibot', 'idb', 'onnxruntime-web', '@huggingface/tokenizers', 'stemmer', '@orama/stopwords'];
/** For Node alone. */
const NODE_DEPENDENCIES = ['libsql'];
const STOP_WORDS = ['danish', 'dutch', 'english', 'french', 'german', 'italian', 'norwegian', 'portuguese', 'russian', 'swedish'];
/** Voice clients in a page that a memory can be attached to. */
const VOICE_CLIENTS = ['openai-realtime', 'openai-agents', 'openai-live', 'voice-live', 'voice-session', 'livekit-client', 'elevenlabs', 'pipecat', 'vapi-web'];
const external = (id: string): boolean => [...DEPENDENCIES, ...NODE_DEPENDENCIES, PEER].some((name) => id === name || id.startsWith(`${name}/`));

const common: UserConfig = {
  publicDir: false,
  worker: {
    format: 'es',
    rolldownOptions: {
      external: [PEER],
      output: {
        // the thread of the blocking classes is a worker too
        entryFileNames: ({ name }) => (name === 'main' ? 'assets/worker.js' : 'assets/[name].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name][extname]',
      },
    },
  },
  // a dependency found late would reload the page under a running test
  optimizeDeps: {
    exclude: ['onnxruntime-web'],
    include: DEPENDENCIES.filter((name) => name !== 'onnxruntime-web' && !name.startsWith('@orama')).concat(
      STOP_WORDS.map((language) => `@orama/stopwords/${language}`),
      'fast-check',
    ),
  },
};

const target = ['chrome111', 'firefox119', 'safari16.4'];

/**
 * What the bundler of an app reads in ours: a worker's address as it is written by hand, which
 * imports it cannot follow, and no file that ONNX Runtime names and does not need.
 */
const forBundlers: Plugin = {
  name: 'for-bundlers',
  enforce: 'post',
  generateBundle(_options, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code
        .replaceAll(/new URL\(new URL\(`([^`$]+)`,import\.meta\.url\)\.href,``\+import\.meta\.url\)/g, 'new URL("$1",import.meta.url)')
        .replaceAll(/new (\w+)\(`ort\.\w+\.bundle\.min\.mjs`,import\.meta\.url\)/g, 'new $1(import.meta.url)')
        // Next.js warns of an optional peer that is not there, and of a folder that it takes for a module
        .replaceAll(/await import\((?=`@huggingface\/transformers`)/g, 'await import(/* turbopackOptional: true */ ')
        .replaceAll(/new URL\(`\.`,([\w$]+)\)/g, 'new globalThis.URL(`.`,$1)')
        .replaceAll(/await import\((?=[\w$])/g, 'await import(/* @vite-ignore */ /* webpackIgnore: true */ ');
    }
  },
};

/** What is loaded later has no styles and nothing to be fetched ahead: Vite's own helper for that is a tenth of the entry. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) => (id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null),
};

/** dist/: what an app imports, with the worker and its assets beside it. */
const library: UserConfig = {
  ...common,
  base: './',
  plugins: [plainImports, forBundlers],
  worker: { ...common.worker, plugins: () => [forBundlers] },
  build: {
    target,
    outDir: 'dist',
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    minify: true,
    rolldownOptions: {
      input: {
        index: 'src/index.ts',
        page: 'src/page.ts',
        sdk: 'src/sdk.ts',
        blocking: 'src/client/blocking/browser.ts',
        'service-worker': 'src/loopback/service-worker/index.ts',
      },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js', assetFileNames: 'assets/[name][extname]' },
    },
  },
};

/** dist/voice/: what a page's voice client imports. A build of its own, so that no chunk of the page is split for it. */
const voice: UserConfig = {
  ...common,
  base: './',
  build: {
    target,
    outDir: 'dist/voice',
    emptyOutDir: true,
    modulePreload: false,
    minify: true,
    rolldownOptions: {
      input: { index: 'src/voice/index.ts', ...Object.fromEntries(VOICE_CLIENTS.map((name) => [name, `src/integrations/${name}.ts`])) },
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
    },
  },
};

/** dist/extract/: where facts come from, for an app that hands an extractor over. */
const extract: UserConfig = {
  ...common,
  base: './',
  build: {
    target,
    outDir: 'dist/extract',
    emptyOutDir: true,
    modulePreload: false,
    minify: true,
    rolldownOptions: { input: { index: 'src/extract/index.ts' }, preserveEntrySignatures: 'strict', output: { entryFileNames: '[name].js' } },
  },
};

/** dist/kernel/: the search kernel alone. A build of its own, so that no chunk of the page or its service worker is split for it. */
const kernel: UserConfig = {
  ...common,
  base: './',
  build: {
    target,
    outDir: 'dist/kernel',
    emptyOutDir: true,
    modulePreload: false,
    minify: true,
    rolldownOptions: { input: { index: 'src/kernel/index.ts' }, preserveEntrySignatures: 'strict', output: { entryFileNames: '[name].js' } },
  },
};

const executable = (name: string): Plugin => ({ name: 'executable', writeBundle: ({ dir }) => chmodSync(join(dir ?? '', name), 0o755) });

/** dist/node/: the runtime and the executable for Node. */
const node: UserConfig = {
  ...common,
  plugins: [executable('voice-runtime.js')],
  build: {
    target: 'node20',
    ssr: true,
    outDir: 'dist/node',
    emptyOutDir: true,
    rolldownOptions: {
      input: {
        index: 'src/node/index.ts',
        'voice-runtime': 'src/node/voice-runtime.ts',
        'embed-thread': 'src/node/embed-thread.ts',
        'embed-process': 'src/node/embed-process.ts',
        blocking: 'src/client/blocking/node.ts',
        cloud: 'src/cloud/index.ts',
        'blocking-thread': 'src/client/blocking/node-thread.ts',
        'integrations/cloudflare-agents': 'src/integrations/cloudflare-agents.ts',
        'integrations/livekit-agent': 'src/integrations/livekit-agent.ts',
        'integrations/retell': 'src/integrations/retell.ts',
        'integrations/vapi': 'src/integrations/vapi.ts',
        'integrations/vapi-search': 'src/integrations/vapi-search.ts',
      },
      external,
      // flat, because threads are found beside whichever file starts them
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
};

/** dist/edge/: the runtime for Workers. What is compiled lies beside it: whoever bundles a worker takes it along. */
const edge: UserConfig = {
  ...common,
  plugins: [compiledWasm({ leave: external })],
  resolve: { conditions: ['workerd', 'worker', 'browser', 'module'] },
  ssr: { target: 'webworker' },
  build: {
    target: 'es2023',
    ssr: true,
    emitAssets: true,
    outDir: 'dist/edge',
    emptyOutDir: true,
    rolldownOptions: {
      input: { index: 'src/edge/index.ts', model: 'src/edge/model.ts', kernel: 'src/kernel/edge.ts' },
      // an import that is left over for its effects alone warns everybody who bundles a Worker
      treeshake: { moduleSideEffects: 'no-external' },
      external: (id) => external(id) || id.startsWith('cloudflare:'),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
};

const browserTests = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({ launchOptions: { executablePath: findChrome(), args: CHROME_ARGS } }),
  instances: [{ browser: 'chromium' as const }],
  commands: {
    readShared: (_context: unknown, path: string) => readFile(join(SHARED_EVAL, path), 'utf8'),
    startCloud: () => startCloud(),
    startVoiceLive: () => startVoiceLive(),
    readSharedIfThere: (_context: unknown, path: string) => (hasSharedEval ? readFile(join(SHARED_EVAL, path), 'utf8') : null),
  },
});

/** Tests that build the page, the package or the executable and drive it as its users do, whose own time limits count. */
const PAGES = [
  'test/conformance/**/*.test.ts',
  'test/a11y/**/*.test.ts',
  'test/demo/demo.test.ts',
  'test/demo/durability.test.ts',
  'test/demo/panels.test.ts',
  'test/demo/voice.test.ts',
  'test/examples/**/*.test.ts',
  'test/network/pagehide.test.ts',
  'test/package/**/*.test.ts',
];

/** Tests that one core is enough for, and whose answers are not counted in milliseconds: two of their files at a time are no crowd. */
const UNITS = [
  ...['client', 'contract', 'edge', 'extract', 'eval', 'fuzz', 'hostile', 'hub', 'injection', 'integrations', 'parity', 'runtime', 'voice', 'worker'].map(
    (folder) => `test/${folder}/**/*.test.ts`,
  ),
  'test/cloud/order*.test.ts',
];
const NOT_NODE = ['test/browser/**', 'test/isolated/**', '**/node_modules/**', ...PAGES];

const tests: UserConfig = {
  ...common,
  plugins: [serveModel()],
  test: {
    globalSetup: 'test/support/global-setup.ts',
    setupFiles: 'test/support/patience.ts',
    // no test is about how fast this machine is; these only end what hangs
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: UNITS, exclude: NOT_NODE, environment: 'node', maxWorkers: 2 } },
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: [...NOT_NODE, ...UNITS],
          environment: 'node',
          sequence: { groupOrder: 1 },
        },
      },
      // after the others and one at a time: a page answers within 250 ms or says that it did not, which a crowded machine would test
      { extends: true, test: { name: 'page', include: PAGES, environment: 'node', fileParallelism: false, sequence: { groupOrder: 2 } } },
      // after those of Node and the pages, for the same reason
      { extends: true, test: { name: 'browser', include: ['test/browser/**/*.test.ts'], sequence: { groupOrder: 3 }, browser: browserTests() } },
      // what a page that is cross-origin isolated can do: memory shared between threads
      {
        extends: true,
        server: { headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' } },
        test: { name: 'isolated', include: ['test/isolated/**/*.test.ts'], sequence: { groupOrder: 4 }, browser: browserTests() },
      },
      {
        extends: true,
        test: { name: 'bundlers', include: ['test/package/bundlers/*.run.ts'], environment: 'node', fileParallelism: false, sequence: { groupOrder: 5 } },
      },
      { extends: true, test: { name: 'eval', include: ['test/eval/*.eval.ts'], environment: 'node', sequence: { groupOrder: 5 } } },
      { extends: true, test: { name: 'eval-browser', include: ['test/eval/browser/*.eval.ts'], sequence: { groupOrder: 6 }, browser: browserTests() } },
    ],
  },
};

const builds: Readonly<Record<string, UserConfig>> = { library, voice, extract, kernel, node, edge };

export default defineConfig(({ mode }) => builds[mode] ?? tests);
