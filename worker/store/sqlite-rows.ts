import { keyOf } from './rows.ts';
import { TABLES, type TableName, type Tables } from './schema.ts';
import type { SqliteDriver, SqlRow, SqlValue } from './sqlite-driver.ts';
import { sqlKey } from './sqlite-keys.ts';
import type { ScanRange, Write } from './store.ts';

/** One statement and what is bound to it. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** Tables are named by us alone, but some of the names are words of SQL. */
export const quoted = (name: string): string => `"${name}"`;

/** The one table with a column of bytes beside its row. */
const hasBytes = (table: TableName): boolean => table === 'segments';

/**
 * The table of a {@link TableName}: a row is its key, a column for each index, and itself as JSON. Index columns are
 * NUMERIC, which stores whole numbers short and leaves keys that are bytes alone.
 */
export function tableDefinition(table: TableName): string {
  const { keyType, indexes } = TABLES[table];
  const columns = [
    `key ${keyType === 'number' ? 'INTEGER' : 'BLOB'} PRIMARY KEY NOT NULL`,
    ...Object.keys(indexes).map((index) => `${quoted(index)} NUMERIC NOT NULL`),
    'row TEXT NOT NULL',
    ...(hasBytes(table) ? ['bytes BLOB NOT NULL'] : []),
  ];
  return `CREATE TABLE ${quoted(table)} (${columns.join(', ')})`;
}

/** The rows of a range, in order, for {@link parseRow}. */
export function selection(table: TableName, { index, equals, after, limit = Infinity }: ScanRange): Statement {
  if (index !== undefined && !Object.hasOwn(TABLES[table].indexes, index)) throw new Error(`Table ${table} has no index ${index}.`);
  const column = index === undefined ? 'key' : quoted(index);
  const conditions: string[] = [];
  const parameters: SqlValue[] = [];
  const where = (operator: string, key: string | number | undefined): void => {
    if (key === undefined) return;
    conditions.push(`${column} ${operator} ?`);
    parameters.push(sqlKey(key));
  };
  where('=', equals);
  where('>', after);
  // to SQLite a negative limit is none
  parameters.push(Number.isFinite(limit) ? Math.max(0, limit) : -1);
  const filter = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const order = index === undefined ? 'key' : `${column}, key`;
  return { sql: `SELECT row${hasBytes(table) ? ', bytes' : ''} FROM ${quoted(table)}${filter} ORDER BY ${order} LIMIT ?`, parameters };
}

/** One write, with all that is in it copied. */
export function change(write: Write): Statement {
  if ('remove' in write) return { sql: `DELETE FROM ${quoted(write.table)} WHERE key = ?`, parameters: [sqlKey(write.remove)] };
  const { table, put: row } = write;
  const { key, indexes } = TABLES[table];
  const parameters = [
    sqlKey(keyOf(row, key)),
    ...Object.values(indexes).map((property) => sqlKey(keyOf(row, property))),
    JSON.stringify('bytes' in row ? { ...row, bytes: undefined } : row),
    ...('bytes' in row ? [row.bytes.slice()] : []),
  ];
  return { sql: `INSERT OR REPLACE INTO ${quoted(table)} VALUES (${parameters.map(() => '?').join(', ')})`, parameters };
}

/** A row of {@link selection}. */
export function parseRow<T extends TableName>(table: T, [text, bytes]: SqlRow): Tables[T] {
  const row: unknown = JSON.parse(String(text));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what this store wrote; damage is found by those who read it
  return (hasBytes(table) ? { ...(row as object), bytes } : row) as Tables[T];
}

/** Makes a table again whose columns are those of an earlier version; its rows know their keys. */
export function rebuild(driver: SqliteDriver, table: TableName): void {
  const columns = `SELECT row${hasBytes(table) ? ', bytes' : ''} FROM ${quoted(table)}`;
  const rows = driver.exec(columns).map((row) => parseRow(table, row));
  driver.exec(`DROP TABLE ${quoted(table)}`);
  driver.exec(tableDefinition(table));
  for (const put of rows) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a table and a row of it, which the compiler cannot see to belong together
    const { sql, parameters } = change({ table, put } as Write);
    driver.exec(sql, parameters);
  }
}
