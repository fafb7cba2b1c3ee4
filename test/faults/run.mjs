import { runnerImport } from 'vite';

await runnerImport(new URL('faults.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
