import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Builds of {@link installPackage}: what a page imports. Each has a folder of its own below `dist`. */
const PAGE_BUILDS = { library: '', kernel: 'kernel' };

/** Puts the package, as it is built for pages and published, into a folder's node_modules. Returns where. */
export async function installPackage(folder: string): Promise<string> {
  const installed = join(folder, 'node_modules', 'memoair-web');
  await mkdir(installed, { recursive: true });
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...env } = process.env;
  for (const [mode, out] of Object.entries(PAGE_BUILDS)) {
    const args = ['node_modules/vite/bin/vite.js', 'build', '--mode', mode, '--logLevel', 'error', '--outDir', join(installed, 'dist', out)];
    await run(process.execPath, args, { cwd: ROOT, env });
  }
  await cp(join(ROOT, 'package.json'), join(installed, 'package.json'));
  return installed;
}

/** Packs what was built into dist/, as `npm publish` does, into an empty folder. Returns the tarball's path. */
export async function packBuilt(folder: string): Promise<string> {
  // no scripts: they compile the kernel anew, and write where the answer is expected
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { cwd: ROOT, maxBuffer: 16_000_000 });
  const [packed] = JSON.parse(stdout) as readonly [{ readonly filename: string }];
  return join(folder, packed.filename);
}

/** Installs a tarball and what it depends on beside the packages that the folder's package.json names, as an app does. */
export async function installTarball(folder: string, tarball: string): Promise<void> {
  // pinned by package.json files alone: they bring binaries of every platform, which a lockfile has to name and a mirror may lack
  await run('npm', ['install', '--no-package-lock', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', tarball], { cwd: folder });
}
