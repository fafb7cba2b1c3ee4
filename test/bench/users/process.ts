import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Runtime } from '../../../src/contract/runtime.ts';
import { nodeRuntimes } from '../../../src/node/runtimes.ts';
import { zipfTexts } from '../data/texts.ts';
import type { FromUsers, UsersRequest } from './protocol.ts';

const send = (message: FromUsers): void => void process.send?.(message);

async function embedded(runtime: Runtime): Promise<void> {
  for (;;) {
    const { model, pendingEmbeddings } = await runtime.stats();
    if (model.state === 'ready' && pendingEmbeddings === 0) return;
    await pause(50);
  }
}

async function fill(runtime: Runtime, texts: readonly string[]): Promise<void> {
  await runtime.startSession({ sessionId: 's', ...runtime.identity, mode: 'default', metadata: {} });
  for (const [n, userText] of texts.entries())
    await runtime.afterTurn({ sessionId: 's', turnId: `t${n}`, userText, assistantText: 'Noted.', toolCalls: [], metadata: {} });
  await embedded(runtime);
}

async function measure({ users, turns, documents }: UsersRequest, storageRoot: string): Promise<void> {
  const start = nodeRuntimes({ storageRoot });
  const open: Runtime[] = [];
  for (let user = 0; user < users; user++) {
    send({ kind: 'phase', text: `user ${user + 1} of ${users}` });
    const runtime = await start({ workspaceId: 'ws_bench', userId: `user-${user}` });
    open.push(runtime);
    if (user === 0) await runtime.createIndex({ name: 'bench', documents: zipfTexts(documents, 1).map((text, n) => ({ id: `d${n}`, text })) });
    await fill(runtime, zipfTexts(turns, user + 2));
  }
  for (let round = 0; round < 3; round++) {
    (globalThis as { gc?: () => void }).gc?.();
    await pause(200);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  send({ kind: 'result', rss, held: heapUsed + external });
  await Promise.all(open.map((runtime) => runtime.close()));
}

process.once('message', (request: UsersRequest) => {
  void (async () => {
    const storageRoot = await mkdtemp(join(tmpdir(), 'memoair-bench-'));
    try {
      await measure(request, storageRoot);
    } finally {
      await rm(storageRoot, { recursive: true, force: true });
      process.disconnect();
    }
  })();
});
