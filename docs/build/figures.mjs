// node docs/build/figures.mjs: writes the tables of the pages anew, from docs/figures/
import { readFile, writeFile } from 'node:fs/promises';
import { PAGES, withTables } from './with-tables.mjs';

for (const page of PAGES) {
  const path = new URL(`../../${page}`, import.meta.url);
  await writeFile(path, await withTables(await readFile(path, 'utf8')));
}
