import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Changes a served build as another release would: another title, and a service worker that names the new page. */
export async function releaseAnother(folder: string, title: string): Promise<void> {
  const [page, worker] = await Promise.all(['index.html', 'sw.js'].map((name) => readFile(join(folder, name), 'utf8')));
  if (page === undefined || worker === undefined) throw new Error('The build lacks a file.');
  const next = page.replace(/<title>.*<\/title>/, `<title>${title}</title>`);
  await writeFile(join(folder, 'index.html'), next);
  await writeFile(join(folder, 'sw.js'), worker.replace(sha256(page), sha256(next)).replace(/"version":"\w+"/, '"version":"000000000000"'));
}
