import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileKeeper } from '../../worker/embed/hub/files.ts';

/** Keeps the small files of hub models in a folder, by the hash of their address. */
export function folderKeeper(folder: string): FileKeeper {
  const pathOf = (url: string): string => join(folder, 'files', createHash('sha256').update(url).digest('hex'));
  return {
    match: async (url) =>
      readFile(pathOf(url)).then(
        (bytes) => new Uint8Array(bytes),
        () => null,
      ),
    put: async (url, bytes) => {
      const path = pathOf(url);
      await mkdir(join(folder, 'files'), { recursive: true });
      // another process may be reading it
      await writeFile(`${path}.${process.pid}`, bytes);
      await rename(`${path}.${process.pid}`, path);
    },
  };
}
