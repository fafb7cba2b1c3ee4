import { runnerImport } from 'vite';

await runnerImport(new URL('browsers.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
