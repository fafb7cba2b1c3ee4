import type { Measured } from '../measure/search.ts';
import type { Outcome } from '../page/protocol.ts';
import type { Cell, Column } from './table.ts';

export const BUILD_LIMIT_MS = 60_000;

const MB = 1e6;
const thousands = (count: number): string => count.toLocaleString('en-US');

export function peerColumns(quality: string, memory: readonly Column[]): Column[] {
  return [
    { key: 'size', label: 'documents', digits: 0 },
    { key: 'peer', label: 'engine' },
    { key: 'buildS', label: 'build s', digits: 2 },
    ...memory,
    { key: 'p50', label: 'p50 ms' },
    { key: 'p95', label: 'p95 ms' },
    { key: 'p99', label: 'p99 ms' },
    { key: 'quality', label: quality, digits: 3 },
    { key: 'note', label: '' },
  ];
}

type Row = Readonly<Record<string, Cell>>;

/** A row that stands there in spite of everything, with the reason. */
export function skippedRow(peer: string, size: number, note: string): Row {
  return { size, peer, note };
}

export function peerRow(peer: string, size: number, queries: number, outcome: Outcome<Measured>): Row {
  if (outcome.kind === 'late') {
    const note = outcome.phase === 'build' ? `build > ${BUILD_LIMIT_MS / 1000} s at ${thousands(size)}` : `its ${outcome.phase} ran past the limit`;
    return skippedRow(peer, size, note);
  }
  if (outcome.kind === 'failed') return skippedRow(peer, size, `did not run: ${outcome.message}`);
  const { buildMs, heapBytes, wasmBytes, answered, p50, p95, p99, quality } = outcome.value;
  const note = answered < queries ? `${answered} of ${queries} queries` : '';
  return { size, peer, buildS: buildMs / 1000, heapMb: heapBytes === null ? null : heapBytes / MB, wasmMb: wasmBytes / MB, p50, p95, p99, quality, note };
}

/** Why a build at this size need not be tried, from the one before; null when it may. */
export function tooSlow(before: Row | undefined, size: number): string | null {
  if (!before) return null;
  const smaller = Number(before['size']);
  const seconds = before['buildS'];
  const limit = BUILD_LIMIT_MS / 1000;
  if (typeof seconds !== 'number') return String(before['note']);
  return (seconds * size) / smaller > limit ? `build > ${limit} s at ${thousands(size)} (${seconds.toFixed(1)} s at ${thousands(smaller)})` : null;
}
