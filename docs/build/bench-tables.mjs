import { markdownTable } from './table.mjs';

/** A table of `npm run bench -- --json`, with its notes. */
export function benchTable({ title, rows, notes, ...table }) {
  const columns = table.columns.filter(({ label, key }) => label !== '' || rows.some((row) => row[key]));
  const head = columns.map(({ label }) => label);
  const body = rows.map((row) => columns.map((column) => shown(row[column.key], column)));
  const said = notes.map((note) => `\n${note}`);
  return [`${title.trim()}.\n`, markdownTable([head, ...body]), ...said].join('\n');
}

function shown(cell, { digits }) {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell === 'string') return cell.trim();
  if (digits !== undefined) return cell.toFixed(digits);
  return Math.abs(cell) >= 100 ? cell.toFixed(0) : cell.toPrecision(3);
}
