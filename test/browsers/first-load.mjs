import { runnerImport } from 'vite';

await runnerImport(new URL('first-load/first-load.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
