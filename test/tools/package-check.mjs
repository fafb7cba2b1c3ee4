// node test/tools/package-check.mjs: everything that looks at the package before it is published. It packs what is in dist/.
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./package-check.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' });
process.exitCode = (await module.checkPackage()) ? 0 : 1;
