import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelReader } from '../../worker/embed/model-files.ts';

/** Reads model files from a folder of this machine. */
export function folderReader(folder: string): ModelReader {
  return { read: async (name) => new Uint8Array(await readFile(join(folder, name))), refuse: async () => undefined };
}
