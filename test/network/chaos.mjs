import { runnerImport } from 'vite';

await runnerImport(new URL('chaos.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
