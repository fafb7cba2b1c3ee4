import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files under a folder that hold the word. */
export async function filesWith(folder: string, word: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // a brief is written beside and renamed, behind an answer
  const texts = await Promise.all(files.map(async (file) => [file.slice(folder.length), await readFile(file, 'latin1').catch(() => '')] as const));
  return texts.filter(([, text]) => text.includes(word)).map(([file]) => file);
}
