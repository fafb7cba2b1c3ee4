import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = new URL('../../', import.meta.url);

export interface BuiltDemo {
  readonly folder: string;
  remove(): Promise<void>;
}

/** The demo as `npm start` builds it, in a folder of its own. */
export async function buildDemo(): Promise<BuiltDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'memoair-demo-'));
  // in a process of its own, because the test runner's environment would make it a development build
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  const run = promisify(execFile);
  if (!existsSync(new URL('wasm/build/kernel.ts', ROOT))) await run(process.execPath, ['wasm/build.mjs'], { cwd: ROOT, env });
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'demo/vite.config.ts', '--outDir', folder, '--emptyOutDir'], {
    cwd: ROOT,
    env,
  });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
