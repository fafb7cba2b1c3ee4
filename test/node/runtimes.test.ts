import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StartRuntime } from '../../src/client/start-runtime.ts';
import type { Runtime } from '../../src/contract/runtime.ts';
import { nodeRuntimes } from '../../src/node/runtimes.ts';
import { LOADING, type Embedder } from '../../worker/embed/embedder.ts';
import { temporaryFolder } from './model/temporary-folder.ts';

/** Embedders that never get ready, and what became of them. */
function countedEmbedders(): { make: () => Embedder; made: () => number; closed: () => number } {
  let [made, closed] = [0, 0];
  const make = (): Embedder => {
    made++;
    return {
      ready: () => new Promise(() => undefined),
      state: async () => LOADING,
      embed: () => new Promise(() => undefined),
      close: async () => void closed++,
    };
  };
  return { make, made: () => made, closed: () => closed };
}

const start = (runtime: Runtime, sessionId: string) => runtime.startSession({ sessionId, ...runtime.identity, mode: 'default', metadata: {} });

describe('the runtimes of one process', () => {
  it('have one model between them, which goes with the last and comes again with the next', async () => {
    const embedders = countedEmbedders();
    const open = nodeRuntimes({ storageRoot: await temporaryFolder(), embedder: embedders.make });
    const [anna, ben] = await Promise.all(['anna', 'ben'].map((userId) => open({ workspaceId: 'ws_1', userId })));
    expect(embedders.made()).toBe(1);
    await anna?.close();
    expect(embedders.closed()).toBe(0);
    await Promise.all([ben?.close(), ben?.close()]);
    expect(embedders.closed()).toBe(1);
    await (await open({ workspaceId: 'ws_1', userId: 'anna' })).close();
    expect([embedders.made(), embedders.closed()]).toEqual([2, 2]);
  });

  it('keep their memory in files, each user apart', async () => {
    const storageRoot = await temporaryFolder();
    const open = nodeRuntimes({ storageRoot, embedder: null });
    const anna = await open({ workspaceId: 'ws_1', userId: 'anna' });
    await start(anna, 's1');
    await anna.afterTurn({ sessionId: 's1', turnId: 't1', userText: 'My boat is called Kestrel', assistantText: '', toolCalls: [], metadata: {} });
    await anna.close();
    const [again, ben] = await Promise.all([open({ workspaceId: 'ws_1', userId: 'anna' }), open({ workspaceId: 'ws_1', userId: 'ben' })]);
    expect((await again.stats()).counts.episodes).toBe(1);
    expect((await ben.stats()).counts.episodes).toBe(0);
    await Promise.all([again.close(), ben.close()]);
    await access(join(storageRoot, 'ws_1', 'anna', 'memory.sqlite'));
  });

  it('are what a pool starts, with what the pool says of each', async () => {
    const [common, own] = [await temporaryFolder(), await temporaryFolder()];
    const open: StartRuntime = nodeRuntimes({ storageRoot: common, embedder: null });
    const context = { apiKey: null, agentId: null, cloudBaseUrl: '', getToken: null, runtimeBinary: null, signal: new AbortController().signal };
    const org = await open({ workspaceId: 'ws_1', userId: '__org__' }, { ...context, orgOnly: true, storageRoot: own });
    await start(org, 's1');
    await org.createIndex({ name: 'handbook', documents: [{ id: 'd1', text: 'Express shipping takes two days.' }] });
    await org.afterTurn({ sessionId: 's1', turnId: 't1', userText: 'express shipping please', assistantText: '', toolCalls: [], metadata: {} });
    const answer = await org.searchMemory({ sessionId: 's1', query: 'express shipping', intent: 'answer_current_user', includeSources: true, timeoutMs: 5000 });
    expect([answer.org.length, answer.working.length, answer.permanent.length]).toEqual([1, 0, 0]);
    await org.close();
    await access(join(own, 'ws_1', 'org.sqlite'));
    await expect(access(join(common, 'ws_1'))).rejects.toThrow();
  });

  it('without a folder keep everything in memory', async () => {
    const open = nodeRuntimes({ storageRoot: null, embedder: null });
    const runtime = await open({ workspaceId: 'ws_1', userId: 'anna' });
    expect((await runtime.stats()).storage).toMatchObject({ kind: 'memory', persistence: 'none' });
    await runtime.close();
  });

  it('let go of what was opened when one cannot be', async () => {
    const embedders = countedEmbedders();
    const file = join(await temporaryFolder(), 'a-file');
    await writeFile(file, '');
    const open = nodeRuntimes({ storageRoot: file, embedder: embedders.make });
    await expect(open({ workspaceId: 'ws_1', userId: 'anna' })).rejects.toMatchObject({
      code: 'runtime.bootstrap_failed',
      details: { reason: 'StoreUnavailableError' },
    });
    expect([embedders.made(), embedders.closed()]).toEqual([1, 1]);
  });
});
