import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The blocking classes as the package ships them for Node, with a server to ask; with `--mode page` a page that uses those for browsers. */
export default defineConfig(({ mode }) =>
  mode === 'page'
    ? {
        root: here('app'),
        publicDir: false as const,
        worker: { format: 'es' as const },
        logLevel: 'warn' as const,
        build: { target: 'chrome111', emptyOutDir: false, modulePreload: false as const },
      }
    : {
        publicDir: false as const,
        logLevel: 'warn' as const,
        ssr: { noExternal: true as const },
        build: {
          target: 'node20',
          ssr: true,
          emptyOutDir: false,
          rolldownOptions: {
            input: {
              blocking: here('../../src/client/blocking/node.ts'),
              'blocking-thread': here('../../src/client/blocking/node-thread.ts'),
              server: here('server.ts'),
              'voice-runtime': here('voice-runtime.ts'),
            },
            output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
          },
        },
      },
);
