import type { UserConfig } from 'vite';
import { compiledWasm } from '../../../wasm/compiled-wasm-plugin.ts';

/** Builds a worker as one module, `worker.js`, with what it imports compiled beside it. */
export function workerConfig(entry: string, outDir: string): UserConfig {
  return {
    configFile: false,
    publicDir: false,
    plugins: [compiledWasm()],
    ssr: { target: 'webworker', noExternal: true },
    resolve: { conditions: ['workerd', 'worker', 'browser', 'module'] },
    build: {
      target: 'es2023',
      ssr: entry,
      emitAssets: true,
      outDir,
      emptyOutDir: true,
      rolldownOptions: { external: /^cloudflare:/, output: { entryFileNames: 'worker.js', assetFileNames: '[name][extname]', codeSplitting: false } },
    },
  } as UserConfig;
}
