import { parseArgs } from 'node:util';

export interface Options {
  /** Small sizes and few queries: whether everything works, not how fast it is. */
  readonly quick: boolean;
  readonly native: boolean;
  readonly memvid: boolean;
  /** Ids of sections; empty: all. */
  readonly only: readonly string[];
  readonly json: string | null;
  readonly chart: string | null;
}

export const USAGE = `npm run bench [-- options]

  --quick          small sizes: does everything run
  --only a,b       these sections alone
  --native         SQLite with sqlite-vec and FTS5 as well (compiles for a minute or two)
  --memvid         the memvid engine as well
  --json FILE      writes what was measured
  --chart FILE     writes an SVG of search times`;

/** @throws TypeError for an option that there is not. */
export function parseOptions(args: readonly string[]): Options | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      native: { type: 'boolean', default: false },
      memvid: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      only: { type: 'string' },
      json: { type: 'string' },
      chart: { type: 'string' },
    },
  });
  if (values.help) return 'help';
  const only = values.only?.split(',').filter(Boolean) ?? [];
  return { quick: values.quick, native: values.native, memvid: values.memvid, only, json: values.json ?? null, chart: values.chart ?? null };
}
