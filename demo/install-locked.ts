import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Installs what the package-lock.json of a folder says, once. `what` names the packages where that fails. */
export async function installLocked(folder: string, what: string): Promise<void> {
  const stamp = join(folder, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(await readFile(join(folder, 'package-lock.json')))
    .digest('hex');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
  const windows = process.platform === 'win32';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  await promisify(execFile)(windows ? 'npm.cmd' : 'npm', args, { cwd: folder, shell: windows }).catch((thrown: Error) => {
    throw new Error(`${what} could not be installed (npm ci in ${folder}): ${thrown.message}`, { cause: thrown });
  });
  await writeFile(stamp, wanted);
}
