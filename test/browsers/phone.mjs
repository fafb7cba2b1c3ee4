import { runnerImport } from 'vite';

await runnerImport(new URL('phone/phone.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
