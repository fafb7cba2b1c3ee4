import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Runtime } from '../../src/contract/runtime.ts';
import { serveCloud } from '../../src/node/cloud/serve-cloud.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { temporaryFolder } from '../node/model/temporary-folder.ts';
import { tinyEmbedder } from '../soak/tiny-embedder.ts';
import { callOf } from './call.ts';
import { marksInFiles } from './files.ts';
import { MARKS } from './marks.ts';
import { gone, OTHER_SESSION, tellSecrets, WAYS } from './person.ts';

const identity = { workspaceId: 'proj_1', userId: 'caller_42' };
const apiKey = 'memoair_pk_of-forgetting';

describe('all bytes of all files, of two devices and their cloud', () => {
  it.each(WAYS)('hold no word of what was forgotten: $what', async (way) => {
    const root = await temporaryFolder();
    const cloud = await serveCloud({ apiKey, storageRoot: join(root, 'cloud') });
    onTestFinished(() => cloud.close());
    const device = async (name: string): Promise<Runtime> => {
      const start = nodeRuntimes({ storageRoot: join(root, name), embedder: tinyEmbedder, cloudBaseUrl: cloud.url, apiKey });
      const runtime = await start(identity);
      onTestFinished(() => runtime.close());
      return runtime;
    };
    const synced = async (runtime: Runtime): Promise<void> => {
      await vi.waitFor(async () => expect(await runtime.flush({ deadlineMs: 5_000 })).toMatchObject({ pending: 0 }));
      await callOf(runtime)('POST', '/v1/local/sync', {});
    };
    const [phone, laptop] = [await device('phone'), await device('laptop')];
    const call = callOf(phone);
    await tellSecrets(call, identity);
    await synced(phone);
    await laptop.startSession({ sessionId: 'laptop', ...identity, mode: 'default', metadata: {} });
    await vi.waitFor(async () => {
      await synced(laptop);
      expect((await laptop.stats()).counts.episodes).toBe((await phone.stats()).counts.episodes);
      expect((await laptop.stats()).pendingEmbeddings + (await phone.stats()).pendingEmbeddings).toBe(0);
    });
    // the search finds what is there
    for (const place of ['phone', 'laptop', 'cloud']) {
      const before = (await marksInFiles(join(root, place))).join('\n');
      for (const mark of [MARKS.said, MARKS.answered, MARKS.fact, MARKS.imported]) expect(before, place).toContain(mark);
    }
    await way.forget(call);
    expect(await marksInFiles(join(root, 'phone'), gone(way))).toEqual([]);
    await synced(phone);
    expect(await marksInFiles(join(root, 'cloud'), gone(way))).toEqual([]);
    await vi.waitFor(async () => {
      await synced(laptop);
      expect(await marksInFiles(join(root, 'laptop'), gone(way))).toEqual([]);
    });
    await laptop.close();
    await phone.close();
    expect(await marksInFiles(root, gone(way))).toEqual([]);
    if (way.what === 'the user') return;
    // what was not forgotten is still there
    const again = await device('phone');
    const found = await again
      .startSession({ sessionId: OTHER_SESSION, ...identity, mode: 'default', metadata: {} })
      .then(() => again.searchMemory({ sessionId: OTHER_SESSION, query: 'sister', intent: '', includeSources: false, timeoutMs: 5_000 }));
    expect(found.contextText).toContain('cello');
  });
});
