import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** Installs what package-lock.json says, once. */
export async function installFrameworks(): Promise<void> {
  const stamp = join(HERE, 'node_modules', '.installed');
  const wanted = createHash('sha256')
    .update(await readFile(join(HERE, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return;
  const windows = process.platform === 'win32';
  await promisify(execFile)(windows ? 'npm.cmd' : 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: HERE, shell: windows }).catch(
    (thrown: Error) => {
      throw new Error(`The vendors' packages could not be installed (npm ci in test/integrations): ${thrown.message}`, { cause: thrown });
    },
  );
  await writeFile(stamp, wanted);
}
