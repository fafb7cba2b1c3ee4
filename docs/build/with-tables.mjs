import { readFile } from 'node:fs/promises';
import { benchTable } from './bench-tables.mjs';
import { qualitySummary, qualityTable } from './quality-table.mjs';

const FIGURES = new URL('../figures/', import.meta.url);
const read = async (name) => JSON.parse(await readFile(new URL(name, FIGURES), 'utf8'));

/** Pages with tables that are made from `docs/figures/`, relative to the folder of this project. */
export const PAGES = ['README.md', 'docs/performance.md', 'docs/quality.md'];

/**
 * A page with its tables made anew: what stands between `<!-- table: bench/engine.json scan -->` or `<!-- table: quality -->` and
 * `<!-- end of table -->`.
 */
export async function withTables(text) {
  const parts = text.split(/(<!-- table: [^>]+ -->\n)[\s\S]*?(<!-- end of table -->)/);
  const made = [];
  for (const part of parts) {
    const [, name, id] = /^<!-- table: (\S+)(?: (\S+))? -->\n$/.exec(part) ?? [];
    made.push(name ? `${part}\n${await table(name, id)}\n\n` : part);
  }
  return made.join('');
}

async function table(name, id) {
  if (name === 'quality') return qualityTable(await read('eval.json'), await read('eval-bge.json'));
  if (name === 'quality-summary') return qualitySummary(await read('eval.json'));
  const found = (await read(name)).tables.find((each) => each.id === id);
  if (!found) throw new Error(`docs/figures/${name} has no table ${id}.`);
  return benchTable(found);
}
