import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface BuiltRuntime {
  /** A script that runs the built `voice-runtime` with this Node. */
  readonly executable: string;
  /** An empty folder that goes when the build does. */
  readonly scratch: string;
  remove(): Promise<void>;
}

/** The executable as `npm run build:node` makes it, in a folder of its own. Inside the checkout, since it finds its packages from where it lies. */
export async function buildRuntime(): Promise<BuiltRuntime> {
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  const run = promisify(execFile);
  await mkdir(join(ROOT, 'test', '.artifacts'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, 'test', '.artifacts', 'voice-runtime-'));
  const scratch = await mkdtemp(join(tmpdir(), 'memoair-conformance-'));
  if (!existsSync(join(ROOT, 'wasm/build/kernel.ts'))) await run(process.execPath, ['wasm/build.mjs'], { cwd: ROOT, env });
  await run(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--mode', 'node', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: ROOT,
    env,
  });
  const executable = join(scratch, 'voice-runtime');
  // exec, so that a signal to the script is one to the runtime
  await writeFile(executable, `#!/bin/sh\nexec '${process.execPath}' '${join(folder, 'voice-runtime.js')}' "$@"\n`);
  await chmod(executable, 0o755);
  return {
    executable,
    scratch,
    remove: async () => {
      await Promise.all([folder, scratch].map((path) => rm(path, { recursive: true, force: true, maxRetries: 5 })));
    },
  };
}
