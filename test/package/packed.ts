import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Puts the package, as it is built for pages and published, into a folder's node_modules. Returns where. */
export async function installPackage(folder: string): Promise<string> {
  const installed = join(folder, 'node_modules', 'memoair-web');
  await mkdir(installed, { recursive: true });
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  const args = ['node_modules/vite/bin/vite.js', 'build', '--mode', 'library', '--logLevel', 'error', '--outDir', join(installed, 'dist')];
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  await cp(join(ROOT, 'package.json'), join(installed, 'package.json'));
  return installed;
}
