/** An app with a memory that is mirrored to a cloud, whose address is the page's `cloud`. */
import type { OutboxListResponse, StatsResponse, SyncProgress } from '../../../src/contract/local.ts';
import { createLoopbackFetch } from '../../../src/loopback/fetch.ts';
import { createRuntime } from '../../../src/runtime/create-runtime.ts';
import { AGENT, USER, WORKSPACE, type Acknowledged, type Said } from './identity.ts';

/** What a test does with a page. */
export interface App {
  start(sessionId: string): Promise<void>;
  /** Saves turns one after the other, and tells the test of each that was acknowledged. */
  save(sessionId: string, turns: readonly Said[]): Promise<void>;
  end(sessionId: string): Promise<void>;
  stats(): Promise<StatsResponse>;
  outbox(): Promise<OutboxListResponse>;
  /** How pushes have come on, in the order in which it was told. */
  readonly progress: SyncProgress[];
}

declare global {
  /** The test hears of it outside the page, which may be gone in the next moment. */
  var acknowledge: (turn: Acknowledged) => Promise<void>;
}

const cloud = new URL(location.href).searchParams.get('cloud') ?? '';
const identity = { workspaceId: WORKSPACE, userId: USER };

/** From the app's own server, which asks the broker. */
async function getToken(): Promise<string> {
  const response = await fetch(`${cloud}/v1/voice-sdk/token`, { method: 'POST', headers: { 'x-project-id': WORKSPACE, 'x-user-id': USER } });
  if (!response.ok) throw new Error(`the app has no token to give: ${response.status}`);
  const { token } = (await response.json()) as { readonly token: string };
  return token;
}

const progress: SyncProgress[] = [];
const runtime = createRuntime({ ...identity, modelUrl: null, cloudBaseUrl: cloud, agentId: AGENT, getToken, onSync: (now) => void progress.push(now) });
const loopback = createLoopbackFetch(runtime);

const talker: App = {
  async start(sessionId) {
    await runtime.startSession({ sessionId, ...identity, mode: 'default', metadata: {} });
  },
  async save(sessionId, turns) {
    for (const { turnId, words } of turns) {
      const { localEventId } = await runtime.afterTurn({ sessionId, turnId, userText: words, assistantText: 'I see.', toolCalls: [], metadata: {} });
      await globalThis.acknowledge({ sessionId, turnId, eventId: localEventId });
    }
  },
  async end(sessionId) {
    await runtime.endSession({ sessionId, reason: 'completed' });
  },
  stats: () => runtime.stats(),
  async outbox() {
    const response = await loopback('http://127.0.0.1:7878/v1/local/outbox?limit=500');
    return (await response.json()) as OutboxListResponse;
  },
  progress,
};
Object.assign(globalThis, { talker });
