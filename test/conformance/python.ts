import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { defaultCacheDir } from '../../src/node/model/cache-dir.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const SHOWN_EVERY_MS = 5000;
/** Prints the version, and fails where a virtual environment could not be made. */
const PROBE = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';

export interface Python {
  readonly command: string;
  readonly version: string;
}

/** A Python that can run the published clients: 3.10 or later, since LiveKit's package does not start on 3.9, able to make virtual environments. PYTHON names it; else python3, python. */
export function findPython(env: NodeJS.ProcessEnv = process.env): Python | undefined {
  if (process.platform === 'win32') return undefined; // the clients start the executable by its path, which has to be a script that the system runs
  for (const command of [env['PYTHON'], 'python3', 'python']) {
    if (!command) continue;
    try {
      const version = execFileSync(command, ['-c', PROBE], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (major === 3 && minor >= 10) return { command, version };
    } catch {
      // not there, or without venv: the next one
    }
  }
  return undefined;
}

/** Path of an interpreter that has the judges of a folder's lists; installs them once per machine, beside the model. */
export async function installJudges(python: Python, lists: string = HERE): Promise<string> {
  const [judges, requirements] = await Promise.all(['judges.txt', 'requirements.txt'].map((name) => readFile(join(lists, name), 'utf8')));
  const key = createHash('sha256').update(`${judges}${requirements}${python.version}${process.arch}`).digest('hex').slice(0, 16);
  const folder = join(defaultCacheDir(), 'conformance', key);
  const interpreter = (root: string): string => join(root, 'bin', 'python');
  if (existsSync(join(folder, 'complete'))) return interpreter(folder);
  // made beside it and renamed when whole: a run that is stopped, or a second one at the same time, leaves nothing half there
  const making = `${folder}.${process.pid}`;
  await mkdir(dirname(folder), { recursive: true });
  console.log(`conformance: installing the published Python clients into ${folder}, once per machine`);
  try {
    await run(python.command, ['-m', 'venv', making]);
    const install = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
    await run(interpreter(making), [...install, '-r', join(lists, 'requirements.txt')]);
    await run(interpreter(making), [...install, '--no-deps', '--require-hashes', '-r', join(lists, 'judges.txt')]);
    await writeFile(join(making, 'complete'), '');
    await rename(making, folder).catch((thrown: unknown) => {
      if (!existsSync(join(folder, 'complete'))) throw thrown;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
  return interpreter(folder);
}

function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  let at = '';
  let packages = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4096);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const collecting = /^Collecting (\S+)/.exec(line);
    if (collecting) packages++;
    at = collecting?.[1] ?? (line.startsWith('Installing') ? 'unpacking' : at);
  });
  const shown = setInterval(() => at && console.log(`conformance: pip is at ${at} (${packages} packages)`), SHOWN_EVERY_MS);
  return new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`The Python clients could not be installed (${args.slice(0, 3).join(' ')}): ${errors.trim() || `exit code ${code}`}`)),
    );
  }).finally(() => clearInterval(shown));
}
