// node test/supply/run.mjs: writes docs/dependencies.md and docs/sbom.json from the lockfile
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./write.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
await module.writePapers();
