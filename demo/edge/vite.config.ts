import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { workerConfig } from './build/worker-config.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** dist/edge-demo/worker/: the worker of `npm run edge`, as modules. */
const config: UserConfig = defineConfig(workerConfig(path('worker.ts'), path('../../dist/edge-demo/worker')));

export default config;
