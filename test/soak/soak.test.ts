import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { callOf } from '../forgetting/call.ts';
import { temporaryFolder } from '../node/model/temporary-folder.ts';
import { nodeDay } from './node-day.ts';
import { slowDisk } from './slow-disk.ts';

/** `npm run soak` has the real sizes. */
const TURNS = Number(process.env['SOAK_TURNS'] ?? 100);

describe('a day of talk', () => {
  it('loses nothing that was acknowledged, and brings nothing back that was forgotten', async () => {
    const { checkpoints, judged } = await nodeDay({ turns: TURNS, turnsOfSession: 20, checkpoints: 2 });
    const last = checkpoints.at(-1)!;
    expect(judged).toMatchObject({ lost: 0, back: 0 });
    expect(last).toMatchObject({ turns: TURNS, leaked: 0 });
    expect(last.forgotten).toBeGreaterThan(20);
    expect(last.missed).toBeLessThanOrEqual(last.degraded);
  });

  it('over a slow disk is acknowledged when it is on it, and recalls do not wait for it', async () => {
    const { tooEarly, recalls, missed, degraded } = await slowDisk({ turns: 4, speakers: 2 });
    expect(tooEarly).toBe(0);
    expect(recalls).toBeGreaterThan(4);
    expect(missed).toBeLessThanOrEqual(degraded);
  });

  it('takes no room any more once the user was forgotten', async () => {
    const storageRoot = await temporaryFolder();
    const identity = { workspaceId: 'ws', userId: 'anna' };
    const runtime = await nodeRuntimes({ storageRoot, embedder: null })(identity);
    onTestFinished(() => runtime.close());
    const size = async (): Promise<number> => (await stat(join(storageRoot, 'ws', 'anna', 'memory.sqlite'))).size;
    const items = Array.from({ length: 2_000 }, (_, n) => ({ text: `${'Something that is known of Anna. '.repeat(20)} ${n}` }));
    const empty = await size();
    for (const part of [items.slice(0, 1_000), items.slice(1_000)]) await callOf(runtime)('POST', '/v1/local/memory/import', { items: part });
    await callOf(runtime)('DELETE', '/v1/local/user');
    expect(await size()).toBeLessThan(2 * Math.max(empty, 65_536));
  });
});
