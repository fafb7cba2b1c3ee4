import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import libsql from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchAs } from '../edge/subject.ts';
import { startWorkerd, type Workerd } from '../edge/workerd.ts';
import { MARKS, marksIn } from './marks.ts';
import { gone, tellSecrets, WAYS, type Call } from './person.ts';

/** Marks in the rows of all tables of all databases in a folder, read from a copy. */
async function marksInRows(folder: string, scratch: string, marks?: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.sqlite')) continue;
    const copy = await mkdtemp(join(scratch, 'copy-'));
    for (const end of ['', '-wal']) await copyFile(join(entry.parentPath, `${entry.name}${end}`), join(copy, `rows${end}`)).catch(() => undefined);
    const database = new libsql(join(copy, 'rows'));
    for (const table of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").raw().all().flat())
      for (const value of database
        .prepare(`SELECT * FROM "${String(table)}"`)
        .raw()
        .all()
        .flat())
        for (const mark of marksIn(Buffer.isBuffer(value) ? value : Buffer.from(String(value)), marks)) found.add(`${String(table)}: ${mark}`);
    database.close();
  }
  return [...found];
}

describe('the rows of a Durable Object, in local workerd', () => {
  let workerd: Workerd;
  let folder: string;
  let scratch: string;
  beforeAll(async () => {
    [folder, scratch] = [await mkdtemp(join(tmpdir(), 'memoair-objects-')), await mkdtemp(join(tmpdir(), 'memoair-copies-'))];
    workerd = await startWorkerd({ storage: folder });
  });
  afterAll(async () => {
    await workerd.close();
    for (const each of [folder, scratch]) await rm(each, { recursive: true, force: true });
  });

  it.each(WAYS)('hold no word of what was forgotten: $what', async (way) => {
    const identity = { workspaceId: 'ws_edge', userId: `user-${crypto.randomUUID()}` };
    const fetch = fetchAs(identity);
    const call: Call = async (method, path, body) => {
      const init = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(`${workerd.url}${path}`, { method, ...init });
      expect(response.status, `${method} ${path.split('?')[0]}`).toBe(200);
      return response.json();
    };
    await tellSecrets(call, identity);
    const before = (await marksInRows(folder, scratch)).join('\n');
    for (const mark of [MARKS.said, MARKS.answered, MARKS.fact, MARKS.imported]) expect(before).toContain(mark);
    await way.forget(call);
    expect(await marksInRows(folder, scratch, gone(way))).toEqual([]);
    // the next way looks at the same folder
    await call('DELETE', '/v1/local/user');
  });
});
