import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// all examples, or those that are named
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const args = [path('../../node_modules/vitest/vitest.mjs'), 'run', '--config', path('vitest.config.ts'), ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { cwd: path('../../'), stdio: 'inherit' }).status ?? 1;
