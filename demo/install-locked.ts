import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { link, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Between two looks at an installation of another process, in milliseconds. */
const LOOK_MS = 250;

/** Installs what the package-lock.json of a folder says, once, however many ask for it at a time. `what` names the packages where that fails. */
export async function installLocked(folder: string, what: string): Promise<void> {
  const stamp = join(folder, 'node_modules', '.installed');
  const wanted = hashOf(await readFile(join(folder, 'package-lock.json')));
  const isInstalled = async (): Promise<boolean> => (await readFile(stamp, 'utf8').catch(() => '')) === wanted;
  if (await isInstalled()) return;
  await alone(join(tmpdir(), `memoair-install-${hashOf(await realpath(folder)).slice(0, 16)}`), async () => {
    if (await isInstalled()) return;
    const windows = process.platform === 'win32';
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    await promisify(execFile)(windows ? 'npm.cmd' : 'npm', args, { cwd: folder, shell: windows }).catch((thrown: Error) => {
      throw new Error(`${what} could not be installed (npm ci in ${folder}): ${thrown.message}`, { cause: thrown });
    });
    await writeFile(stamp, wanted);
  });
}

const hashOf = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

/** Does the work when no other process on this machine does work under the same lock: a file that holds the number of the process. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  const own = `${lock}-${randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    while (!(await linked(own, lock))) {
      const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
      // it was ended in the middle of its work
      if (holder > 0 && !isAlive(holder)) await rm(lock, { force: true });
      else await pause(LOOK_MS);
    }
  } finally {
    await rm(own, { force: true });
  }
  try {
    await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** False when there is one already. A link is there with its content or not at all. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
