import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserName } from '../faults/browsers/browser.ts';
import { between } from '../faults/table.ts';
import type { FirstLoad } from './first-load/measured.ts';
import type { PhoneRow } from './phone/row.ts';
import { firstLoadTable, phoneTable, suiteTables } from './tables.ts';
import type { Ended } from './told.ts';

/** What is kept of a file's run: of what passed its number alone. */
export interface KeptFile {
  readonly path: string;
  readonly passed: number;
  readonly others: readonly Ended[];
  readonly errors: readonly string[];
}

/** What is kept of a run of the suite. */
export interface KeptSuite {
  readonly version: string;
  readonly files: readonly KeptFile[];
}

/** docs/browsers.json: the last run of each kind. */
export interface Kept {
  readonly suites: Readonly<Partial<Record<BrowserName, KeptSuite>>>;
  readonly phone: readonly PhoneRow[];
  readonly firstLoad: readonly FirstLoad[];
}

const RESULTS = fileURLToPath(new URL('../../docs/browsers.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../docs/browsers.md', import.meta.url));
const OXFMT = fileURLToPath(new URL('../../node_modules/oxfmt/bin/oxfmt', import.meta.url));

/** What was seen before. */
export async function keptBefore(): Promise<Kept> {
  const kept = JSON.parse(await readFile(RESULTS, 'utf8').catch(() => '{}')) as Partial<Kept>;
  return { suites: {}, phone: [], firstLoad: [], ...kept };
}

/** Keeps results in the place of those before, and makes the tables of docs/browsers.md anew. */
export async function keep(results: Partial<Kept>): Promise<void> {
  const kept = { ...(await keptBefore()), ...results };
  await writeFile(RESULTS, `${JSON.stringify(kept, null, 2)}\n`);
  let page = await readFile(PAGE, 'utf8');
  page = between(page, '<!-- suite -->', '<!-- end of suite -->', suiteTables(kept.suites));
  page = between(page, '<!-- phone -->', '<!-- end of phone -->', phoneTable(kept.phone));
  page = between(page, '<!-- first load -->', '<!-- end of first load -->', firstLoadTable(kept.firstLoad));
  await writeFile(PAGE, page);
  // tables by hand would be wide and crooked
  await promisify(execFile)(process.execPath, [OXFMT, RESULTS, PAGE]);
}
