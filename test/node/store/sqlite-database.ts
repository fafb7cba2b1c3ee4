import libsql from 'libsql';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectLibsql } from '../../../src/node/libsql-driver.ts';
import type { TableName } from '../../../worker/store/schema.ts';
import type { SqliteDriver } from '../../../worker/store/sqlite-driver.ts';
import { openSqlite, type SqliteStore } from '../../../worker/store/sqlite.ts';

export interface DatabaseFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** An empty file in a folder of its own. */
export async function databaseFile(): Promise<DatabaseFile> {
  const folder = await mkdtemp(join(tmpdir(), 'memoair-store-'));
  const path = join(folder, 'memory.sqlite');
  await writeFile(path, '');
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A connection of its own to the file. */
export const connect = (path: string): SqliteDriver => connectLibsql(libsql, path, 'memory.sqlite');

export function openFile(path: string, tables: readonly TableName[], connection: () => SqliteDriver = () => connect(path)): Promise<SqliteStore> {
  return openSqlite({ name: 'memory.sqlite', tables, connect: connection, patienceMs: 3000 });
}
