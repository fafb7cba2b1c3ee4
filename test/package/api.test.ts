import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiReport, type ApiReport } from '../tools/api/report.ts';

describe('the public surface', () => {
  let folder: string;
  let report: ApiReport;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'memoair-types-'));
    report = await apiReport(folder);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is the one that docs/api-report.md tells; npm run api writes it', async () => {
    await expect(report.text).toMatchFileSnapshot('../../docs/api-report.md');
  });

  it('says of every name what it is', () => {
    expect(report.undocumented).toEqual([]);
  });
});
