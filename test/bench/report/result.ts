import type { Machine } from './machine.ts';
import type { Table } from './table.ts';

/** What `--json` writes. */
export interface BenchResult {
  readonly machine: Machine;
  readonly tables: readonly Table[];
  /** By name. */
  readonly ratios: Readonly<Record<string, number>>;
}
