import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Runtime } from '../../src/contract/runtime.ts';
import { fileStores } from '../../src/node/file-stores.ts';
import { sessionFiles } from '../../src/node/session-files.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { markOf, Talk } from './talk.ts';
import { Times, type Took } from './times.ts';

export interface SessionsResult {
  readonly sessions: number;
  readonly turns: number;
  /** Sessions that were open at once, as health tells. */
  readonly open: number;
  readonly recalls: number;
  /** Recalls in a session without its own line, or with degraded lanes. */
  readonly missed: number;
  readonly degraded: number;
  readonly reopenMs: number;
  readonly took: Readonly<Record<string, Took>>;
}

/** Sessions of one user that are all open at once, turn by turn in each. */
export async function manySessions({ sessions, rounds = 3 }: { readonly sessions: number; readonly rounds?: number }): Promise<SessionsResult> {
  const root = await mkdtemp(join(tmpdir(), 'memoair-sessions-'));
  const identity = { workspaceId: 'ws_soak', userId: 'user_soak' };
  const opened = (): Promise<Runtime> =>
    createLocalRuntime({ ...identity, stores: fileStores({ identity, storageRoot: root }), ...sessionFiles({ identity, storageRoot: root }) });
  const [talk, times, counts] = [new Talk(11), new Times(), { recalls: 0, missed: 0, degraded: 0 }];
  const ids = Array.from({ length: sessions }, (_, n) => `s${n}`);
  let runtime = await opened();
  const recall = async (n: number, sessionId: string): Promise<void> => {
    const search = { sessionId, query: `What was order ${markOf(n)} about?`, intent: '', includeSources: false, timeoutMs: 250 };
    const { contextText, trace } = await times.of('recall', () => runtime.searchMemory(search));
    counts.recalls++;
    if (trace.degraded) counts.degraded++;
    if (!contextText.includes(markOf(n))) counts.missed++;
  };
  try {
    for (const sessionId of ids) await times.of('start', () => runtime.startSession({ sessionId, ...identity, mode: 'default', metadata: {} }));
    for (let round = 0; round < rounds; round++) {
      for (const [i, sessionId] of ids.entries()) {
        const n = round * sessions + i;
        const turn = { sessionId, turnId: `t${n}`, userText: talk.user(n), assistantText: talk.assistant(), toolCalls: [], metadata: {} };
        await times.of('turn', () => runtime.afterTurn(turn));
        if (i % 10 === 0) await recall(n, sessionId);
      }
    }
    const open = (await runtime.health()).active_sessions;
    await runtime.close();
    const from = performance.now();
    runtime = await opened();
    const reopenMs = performance.now() - from;
    for (const [i, sessionId] of ids.entries()) {
      if (i % 10 === 0) await recall(i, sessionId);
      await times.of('end', () => runtime.endSession({ sessionId, reason: 'completed' }));
    }
    return { sessions, turns: sessions * rounds, open, ...counts, reopenMs, took: times.take() };
  } finally {
    await runtime.close();
    await rm(root, { recursive: true, force: true });
  }
}
