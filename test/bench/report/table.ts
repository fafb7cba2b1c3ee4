export type Cell = string | number | null;

export interface Column {
  readonly key: string;
  readonly label: string;
  /** Digits after the point of a number; without it three that count. */
  readonly digits?: number;
}

/** Rows by column key. A row that holds a `note` says there why cells are empty. */
export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  readonly notes: readonly string[];
}

function shown(cell: Cell | undefined, { digits }: Column): string {
  if (cell === null || cell === undefined) return '–';
  if (typeof cell === 'string') return cell;
  if (digits !== undefined) return cell.toFixed(digits);
  return Math.abs(cell) >= 100 ? cell.toFixed(0) : cell.toPrecision(3);
}

/** Plain text, columns aligned: numbers to the right, words to the left. */
export function formatTable({ title, rows, notes, ...table }: Table): string {
  const columns = table.columns.filter(({ label, key }) => label !== '' || rows.some((row) => row[key]));
  const cells = rows.map((row) => columns.map((column) => shown(row[column.key], column)));
  const numeric = columns.map(({ key }) => rows.some((row) => typeof row[key] === 'number'));
  const widths = columns.map(({ label }, i) => Math.max(label.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, i) => (numeric[i] ? text.padStart(widths[i]!) : text.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [title, '', line(columns.map(({ label }) => label)), rule, ...cells.map(line), ...notes.map((note) => `  ${note}`), ''].join('\n');
}
