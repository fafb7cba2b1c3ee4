import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, whose package the examples use. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));

const FOLDER = fileURLToPath(new URL('./', import.meta.url));

/** One example: a folder with a package.json. */
export interface Example {
  readonly name: string;
  readonly folder: string;
  readonly description: string;
}

/** All examples, by name. */
export async function examples(): Promise<Example[]> {
  const names = (await readdir(FOLDER)).toSorted();
  const found = await Promise.all(names.map(readExample));
  return found.filter((example) => example !== null);
}

async function readExample(name: string): Promise<Example | null> {
  const folder = join(FOLDER, name);
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const { description } = JSON.parse(text) as { readonly description: string };
  return { name, folder, description };
}
