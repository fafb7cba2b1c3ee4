import type { Measured } from '../measure/search.ts';
import type { Outcome } from '../page/protocol.ts';
import { OURS } from '../peers/names.ts';
import { peerRow, skippedRow, tooSlow } from '../report/peer-table.ts';
import type { Cell } from '../report/table.ts';
import type { Ratio } from '../section.ts';

type Row = Readonly<Record<string, Cell>>;

export interface Comparison<Name extends string> {
  readonly peers: readonly Name[];
  readonly sizes: readonly number[];
  readonly queries: number;
  readonly measure: (peer: Name, size: number) => Promise<Outcome<Measured>>;
}

/** Every engine at every size, one after another; what a smaller size has shown to be hopeless is not tried. */
export async function compare<Name extends string>({ peers, sizes, queries, measure }: Comparison<Name>): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    for (const peer of peers) {
      const before = rows.findLast((row) => row['peer'] === peer);
      const hopeless = tooSlow(before, size);
      rows.push(hopeless === null ? peerRow(peer, size, queries, await measure(peer, size)) : skippedRow(peer, size, hopeless));
    }
  }
  return rows;
}

/** A peer's p50 in units of ours at the same size. */
export function timesOurs(kind: string, rows: readonly Row[]): Ratio[] {
  return rows.flatMap((row) => {
    const own = rows.find((other) => other['peer'] === OURS && other['size'] === row['size'])?.['p50'];
    const p50 = row['p50'];
    if (row['peer'] === OURS || typeof own !== 'number' || typeof p50 !== 'number') return [];
    return [{ name: `${kind} p50 at ${row['size']}: ${row['peer']} / ${OURS}`, value: p50 / own }];
  });
}
