// node test/docs/walk.mjs [--uncommitted]: runs every command of the pages as a stranger would, in a fresh clone
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./walk.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
process.exitCode = await module.walk(process.argv.includes('--uncommitted'));
