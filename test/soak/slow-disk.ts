import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStores } from '../../src/node/file-stores.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { turnKey } from '../../worker/store/schema.ts';
import { slowly } from './slow-store.ts';
import { markOf, Talk } from './talk.ts';
import { Times, type Took } from './times.ts';

export interface SlowDiskResult {
  readonly turns: number;
  /** Turns that were acknowledged and could not be read from the file by another connection in that moment. */
  readonly tooEarly: number;
  readonly recalls: number;
  /** Recalls, made while a turn waits for the disk, that lacked a turn that had been acknowledged. */
  readonly missed: number;
  readonly degraded: number;
  /** Recalls that took longer than their caller waits. */
  readonly late: number;
  readonly took: Readonly<Record<string, Took>>;
}

const TIMEOUT_MS = 250;

/** Talks over a disk that takes 50 to 500 milliseconds for each commit, and recalls meanwhile. */
export async function slowDisk({ turns, speakers = 4 }: { readonly turns: number; readonly speakers?: number }): Promise<SlowDiskResult> {
  const root = await mkdtemp(join(tmpdir(), 'memoair-slow-'));
  const identity = { workspaceId: 'ws_soak', userId: 'user_soak' };
  const [talk, times, delays] = [new Talk(3), new Times(), new Talk(4)];
  const counts = { tooEarly: 0, recalls: 0, missed: 0, degraded: 0, late: 0 };
  const stores = fileStores({ identity, storageRoot: root });
  const runtime = await createLocalRuntime({ ...identity, stores: slowly(stores, () => 50 + delays.below(450)) });
  const witness = await stores.openUser();
  const acknowledged: number[] = [];
  const spoken = new Set<number>();
  const speak = async (speaker: number): Promise<void> => {
    const sessionId = `s${speaker}`;
    for (let n = speaker; n < turns; n += speakers) {
      const turnId = `t${n}`;
      const turn = { sessionId, turnId, userText: talk.user(n), assistantText: talk.assistant(), toolCalls: [], metadata: {} };
      await times.of('turn', () => runtime.afterTurn(turn));
      if (!(await witness.get('turns', turnKey(sessionId, turnId)))) counts.tooEarly++;
      acknowledged.push(n);
    }
    spoken.add(speaker);
  };
  const recall = async (): Promise<void> => {
    while (spoken.size < speakers) {
      const asked = acknowledged[talk.below(acknowledged.length)];
      if (asked !== undefined) {
        const search = { sessionId: 's0', query: `What was order ${markOf(asked)} about?`, intent: '', includeSources: false, timeoutMs: TIMEOUT_MS };
        const from = performance.now();
        const { contextText, trace } = await times.of('recall', () => runtime.searchMemory(search));
        counts.recalls++;
        if (performance.now() - from > TIMEOUT_MS) counts.late++;
        if (trace.degraded) counts.degraded++;
        if (!contextText.includes(markOf(asked))) counts.missed++;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  try {
    for (let n = 0; n < speakers; n++) await runtime.startSession({ sessionId: `s${n}`, ...identity, mode: 'default', metadata: {} });
    await Promise.all([...Array.from({ length: speakers }, (_, n) => speak(n)), recall()]);
    return { turns, ...counts, took: times.take() };
  } finally {
    await runtime.close();
    await witness.close();
    await rm(root, { recursive: true, force: true });
  }
}
