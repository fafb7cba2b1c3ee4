// node test/eval/facts/run.mjs [--misses] [--sealed] [--statements FILE] [--pairs FILE]
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./cli.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
await module.printFacts(import.meta.dirname, process.argv.slice(2));
