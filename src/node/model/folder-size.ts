import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Size of the largest file under a folder that others are writing to; what vanishes meanwhile counts nothing. */
export async function largestFileBytes(folder: string): Promise<number> {
  let largest = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    const size = entry.isDirectory()
      ? await largestFileBytes(path)
      : await stat(path).then(
          ({ size: bytes }) => bytes,
          () => 0,
        );
    largest = Math.max(largest, size);
  }
  return largest;
}
