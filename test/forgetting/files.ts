import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { marksIn } from './marks.ts';

/** Every place in all bytes of all files under a folder where a mark lies, as `file: mark (how)`. */
export async function marksInFiles(folder: string, marks?: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    // an id in a name would be a word too
    found.push(...marksIn(Buffer.from(entry.name), marks).map((mark) => `the name ${name}: ${mark}`));
    // a brief is written beside and renamed, behind an answer
    const bytes = entry.isFile() ? await readFile(path).catch(() => null) : null;
    if (bytes) found.push(...marksIn(bytes, marks).map((mark) => `${name}: ${mark}`));
  }
  return found;
}
