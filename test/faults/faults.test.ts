import { beforeAll, describe, expect, it } from 'vitest';
import { chromium } from './browsers/chromium.ts';
import { ROWS, runMatrix, lossOf, type MatrixRun } from './matrix.ts';

const QUICK = ROWS.filter(({ quick }) => quick);

describe('the fault matrix, as far as every change runs it', () => {
  let run: MatrixRun;
  beforeAll(async () => {
    run = await runMatrix(chromium, QUICK);
  }, 120_000);

  it.each(QUICK)('$group: $title: nothing that was acknowledged is gone', ({ id }) => {
    const ran = run.rows.find((row) => row.id === id)!;
    expect(lossOf(ran)).toBeNull();
  });
});
