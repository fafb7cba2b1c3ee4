// node test/eval/facts/fit.mjs: fits worker/extract/weights.ts to lasting.tsv
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./fit.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
await module.fitWeights(import.meta.dirname);
