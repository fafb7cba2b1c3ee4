import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Runtime } from '../../src/contract/runtime.ts';
import { fileStores } from '../../src/node/file-stores.ts';
import { sessionFiles } from '../../src/node/session-files.ts';
import { createLocalRuntime, createRuntimeHost } from '../../src/runtime/local.ts';
import { VectorArena } from '../../worker/search/vectors/arena.ts';
import type { StoreProvider } from '../../worker/store/store.ts';
import { handClock } from '../worker/hand-clock.ts';
import { Day, type DayState } from './day.ts';
import { tinyEmbedder } from './tiny-embedder.ts';

/** What a process holds, in bytes, garbage collected. */
export interface Held {
  /** JavaScript and buffers. */
  readonly heap: number;
  readonly arena: number;
  readonly rss: number;
  /** Database and session files, with the log beside the database. */
  readonly files: number;
  readonly database: number;
}

export interface NodeDayOptions {
  readonly turns: number;
  /** Turns before these that are imported at once. Default: none. */
  readonly given?: number;
  readonly turnsOfSession?: number;
  readonly seed?: number;
  readonly checkpoints?: number;
  /** Default: vectors of the size of the default model's, made without one. */
  readonly embeddings?: boolean;
  readonly wrap?: (stores: StoreProvider) => StoreProvider;
  readonly onCheckpoint?: (at: Checkpoint) => void;
}

export type Checkpoint = DayState & Held;

export interface NodeDayResult {
  readonly before: Held;
  readonly checkpoints: readonly Checkpoint[];
  readonly judged: { readonly lost: number; readonly back: number; readonly bytes: number };
  /** Milliseconds until a runtime over what there is by then was open, and until it had answered. */
  readonly reopened: { readonly openMs: number; readonly answerMs: number };
  readonly forgetUserMs: number;
  readonly afterForgetting: Held;
  readonly afterClosing: Held;
}

const identity = { workspaceId: 'ws_soak', userId: 'user_soak' };

/** A day over SQLite files, on a clock that is turned by hand. */
export async function nodeDay({
  turns,
  given = 0,
  turnsOfSession = 50,
  seed = 7,
  checkpoints = 10,
  embeddings = true,
  wrap,
  onCheckpoint,
}: NodeDayOptions): Promise<NodeDayResult> {
  const root = await mkdtemp(join(tmpdir(), 'memoair-soak-'));
  const clock = handClock();
  const arena = new VectorArena();
  const host = createRuntimeHost({ clock, arena, ...(embeddings ? { embedder: tinyEmbedder() } : {}) });
  const open = (): Promise<Runtime> => {
    const stores = fileStores({ identity, storageRoot: root });
    return createLocalRuntime({ ...identity, host, clock, stores: wrap?.(stores) ?? stores, ...sessionFiles({ identity, storageRoot: root }) });
  };
  const held = (): Promise<Held> => heldNow(arena, root);
  try {
    const before = await held();
    const seen: Checkpoint[] = [];
    let runtime = await open();
    const day = new Day({
      runtime,
      turns,
      given,
      turnsOfSession,
      seed,
      checkpoints,
      pass: (ms) => clock.turn(ms),
      onCheckpoint: async (state) => {
        const at = { ...state, ...(await held()) };
        seen.push(at);
        onCheckpoint?.(at);
      },
    });
    await day.live();
    const judged = await day.judge();
    await runtime.close();
    const from = performance.now();
    runtime = await open();
    const opened = performance.now();
    await runtime.startSession({ sessionId: 'again', ...identity, mode: 'default', metadata: {} });
    await runtime.searchMemory({ sessionId: 'again', query: 'What was said?', intent: '', includeSources: false, timeoutMs: 10_000 });
    const reopened = { openMs: opened - from, answerMs: performance.now() - from };
    const forgetUserMs = await day.over(runtime).forgetUser();
    const afterForgetting = await held();
    await runtime.close();
    return { before, checkpoints: seen, judged, reopened, forgetUserMs, afterForgetting, afterClosing: await held() };
  } finally {
    await host.close();
    await rm(root, { recursive: true, force: true });
  }
}

async function heldNow(arena: VectorArena, root: string): Promise<Held> {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  const [files, database] = await sizesOf(root);
  return { heap: heapUsed + external, arena: arena.bytes, rss, files, database };
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** Bytes of all files, and of the databases among them. */
async function sizesOf(folder: string): Promise<readonly [number, number]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let [all, database] = [0, 0];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const { size } = await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }));
    all += size;
    if (entry.name.includes('.sqlite')) database += size;
  }
  return [all, database];
}
