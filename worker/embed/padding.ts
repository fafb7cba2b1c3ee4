import type { TokenIds } from './encoder.ts';

/** Texts of different lengths as one table, row after row. */
export interface PaddedBatch {
  readonly shape: readonly [texts: number, length: number];
  readonly ids: BigInt64Array<ArrayBuffer>;
  /** 1 where a token is, 0 where padding is. */
  readonly mask: BigInt64Array<ArrayBuffer>;
}

export function padded(batch: readonly TokenIds[]): PaddedBatch {
  const length = Math.max(...batch.map((ids) => ids.length));
  const ids = new BigInt64Array(batch.length * length);
  const mask = new BigInt64Array(batch.length * length);
  batch.forEach((row, r) => {
    row.forEach((id, i) => (ids[r * length + i] = BigInt(id)));
    mask.fill(1n, r * length, r * length + row.length);
  });
  return { shape: [batch.length, length], ids, mask };
}
