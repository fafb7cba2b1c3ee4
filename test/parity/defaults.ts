import { vi } from 'vitest';
import { MemoAirVoiceAgent } from '../../src/client/agent.ts';
import type { BlockingClient, BlockingRequest } from '../../src/client/blocking/node.ts';
import { MemoAirVoiceMemorySync } from '../../src/client/blocking/node.ts';
import { MemoAirVoiceClient } from '../../src/client/client.ts';
import { MemoAirVoiceMemory } from '../../src/client/memory.ts';
import { poolLimitsOf } from '../../src/client/pool-options.ts';
import { RuntimePool } from '../../src/client/pool.ts';
import type { StartContext, StartRuntime } from '../../src/client/start-runtime.ts';
import { clientOptionsOf } from '../../src/integrations/vapi-search-options.ts';
import { MemoAirVapiSearch, type MemoAirVapiSearchOptions } from '../../src/integrations/vapi-search.ts';
import { LoopbackPorts } from '../../src/loopback/ports.ts';
import { createLocalRuntime } from '../../src/runtime/local.ts';
import { MemoAirLiveKitAgent } from './livekit-agent.ts';

const identity = { projectId: 'proj_1', userId: 'user_1' };
const account = { apiKey: 'memoair_pk_test', projectId: 'proj_1', agentId: 'agent_1' };
const user = { id: 'user_1' };
const turn = { userText: 'Hi.', assistantText: 'Hello.', turnId: 'turn-1' };

interface Sent {
  readonly url: string;
  readonly body: Record<string, unknown>;
}

const answerTo = (path: string): unknown =>
  path.endsWith('/health')
    ? { status: 'ok', workspaceId: 'proj_1', userId: 'user_1' }
    : { sessionId: 's', bootstrap: {}, paths: {}, indexes: [], contextText: '' };

/** A runtime's far side that keeps what it was sent. `hangs` names the path that it never answers. */
function farSide(hangs = ''): { readonly sent: Sent[]; readonly fetch: typeof globalThis.fetch } {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    sent.push({ url, body: typeof init?.body === 'string' ? (JSON.parse(init.body) as Record<string, unknown>) : {} });
    return hangs !== '' && url.endsWith(hangs) ? new Promise<Response>(() => undefined) : Response.json(answerTo(url));
  };
  return { sent, fetch };
}

const memory = (far: ReturnType<typeof farSide>): MemoAirVoiceMemory => new MemoAirVoiceMemory({ ...identity, client: far.fetch });
const client = (far: ReturnType<typeof farSide>): MemoAirVoiceClient =>
  new MemoAirVoiceClient({ ...account, fetch: far.fetch, runtimeUrl: 'http://127.0.0.1:7878' });

/** The body of the last call. */
async function bodyOf(call: (far: ReturnType<typeof farSide>) => Promise<unknown>): Promise<Record<string, unknown>> {
  const far = farSide();
  await call(far);
  return far.sent.at(-1)?.body ?? {};
}

/** How long a call waits for a path that is never answered, in milliseconds. */
async function patience(path: string, call: (far: ReturnType<typeof farSide>) => Promise<unknown>): Promise<number> {
  vi.useFakeTimers();
  const warned = vi.spyOn(console, 'warn').mockReturnValue(undefined);
  try {
    const from = Date.now();
    const waited: number[] = [];
    const settled = (): void => void waited.push(Date.now() - from);
    void call(farSide(path)).then(settled, settled);
    for (let i = 0; i < 100 && waited.length === 0; i++) await vi.advanceTimersToNextTimerAsync();
    return waited[0] ?? Number.POSITIVE_INFINITY;
  } finally {
    warned.mockRestore();
    vi.useRealTimers();
  }
}

const blocking = (request: BlockingClient['request']): BlockingClient => ({ request, close: () => undefined, [Symbol.dispose]: () => undefined });
const nobody = blocking(() => ({ status: null, reason: 'unreachable' }));

/** The last request of the blocking class, and its body. */
function asked(call: (memory: MemoAirVoiceMemorySync) => unknown): { readonly request: BlockingRequest; readonly body: Record<string, unknown> } {
  let last: BlockingRequest | undefined;
  const recording = blocking((request) => {
    last = request;
    return { status: 200, text: JSON.stringify(answerTo(request.url)) };
  });
  call(new MemoAirVoiceMemorySync({ ...identity, client: recording }));
  return { request: last!, body: JSON.parse(last!.body ?? '{}') as Record<string, unknown> };
}

/** How many runtimes a client has up when more users come than it takes. */
async function usersAtOnce(): Promise<number> {
  const ports = new LoopbackPorts();
  const pool = new MemoAirVoiceClient({ ...account, cloudBaseUrl: '', ports, startRuntime: (who) => createLocalRuntime(who) });
  for (let i = 0; i < 22; i++) await pool.searchMemory('anything', { user: { id: `user_${i}` }, timeoutMs: 10_000 });
  const up = Array.from({ length: 100 }, (_, i) => ports.isBound(7878 + i)).filter(Boolean).length;
  await pool.aclose();
  return up;
}

const pooled = poolLimitsOf({ projectId: 'proj_1' });
/** Whether a runtime is asked for where none answers. */
async function startsByItself(make: (ensureRunning: () => void) => Promise<unknown>): Promise<boolean> {
  let wanted = false;
  await make(() => void (wanted = true)).catch(() => undefined);
  return wanted;
}
const unreachable: typeof globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));

/** What a runtime that is started is told beside whose it is. */
async function contextOfStart(start: (startRuntime: StartRuntime) => Promise<unknown>): Promise<StartContext> {
  const seen: StartContext[] = [];
  await start((_who, context) => {
    seen.push(context);
    throw new Error('It is known what was asked for.');
  }).catch(() => undefined);
  return seen[0]!;
}

const startOfClient = (): Promise<StartContext> =>
  contextOfStart((startRuntime) => new MemoAirVoiceClient({ ...account, ports: new LoopbackPorts(), startRuntime }).searchMemory('x', { user }));
const startOfPool = (): Promise<StartContext> =>
  contextOfStart((startRuntime) => new RuntimePool({ ...account, ports: new LoopbackPorts(), startRuntime }).acquire({ userId: 'user_1' }));

const environment = { MEMOAIR_API_KEY: 'memoair_pk_test', MEMOAIR_PROJECT_ID: 'proj_1', MEMOAIR_AGENT_ID: 'agent_1' };

/** How long an agent of LiveKit lets a turn wait that is never answered. */
const patienceOfAgent = (make: (far: ReturnType<typeof farSide>) => MemoAirLiveKitAgent): Promise<number> =>
  patience('/search_memory', (far) => {
    const said = { id: 'm1', type: 'message', role: 'user', textContent: 'x', createdAt: 0, interrupted: false };
    return make(far).onUserTurnCompleted({ items: [], copy: () => ({ items: [] }) as never }, said);
  });

/** Whether an agent can do without a user, which one about the workspace alone can. */
function doesWithoutUser(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

/** The options with which `fromEnv` makes an agent. */
function optionsFromEnv(): ConstructorParameters<typeof MemoAirLiveKitAgent>[0] {
  let given: ConstructorParameters<typeof MemoAirLiveKitAgent>[0] = {};
  class Seen extends MemoAirLiveKitAgent {
    constructor(options: typeof given) {
      super(options);
      given = options;
    }
  }
  Seen.fromEnv({ userId: 'user_1' }, environment);
  return given;
}

type VapiClient = NonNullable<MemoAirVapiSearchOptions['client']>;

/** What a search for Vapi asks of its client, and how many documents it makes of ten hits. */
async function vapiSearch(): Promise<{ readonly lanes: unknown; readonly documents: number }> {
  let lanes: unknown;
  const searchMemory: VapiClient['searchMemory'] = async (_query, options) => {
    ({ lanes } = options ?? {});
    const org = Array.from({ length: 10 }, (_, i) => ({ docId: `d${i}`, chunkId: `d${i}:0`, text: 'x', score: 0.5 }));
    return { contextText: '', profile: null, working: [], permanent: [], org, sources: [], trace: {} };
  };
  const search = new MemoAirVapiSearch({ ...account, client: { searchMemory, aclose: async () => undefined } });
  const { documents } = await search.search('x', { lanes: ['profile'] });
  return { lanes, documents: documents.length };
}

/** For each default of the table, how a caller who gives nothing sees it. */
export const OBSERVED: ReadonlyMap<string, () => unknown> = new Map<string, () => unknown>([
  ['MemoAirVoiceClient.constructor.cloudBaseUrl', async () => (await startOfClient()).cloudBaseUrl],
  ['MemoAirVoiceClient.constructor.maxConcurrentUsers', usersAtOnce],
  ['MemoAirVoiceClient.constructor.runtimeIdleTtlS', () => pooled.runtimeIdleTtlS],
  ['MemoAirVoiceClient.constructor.orgOnly', () => client(farSide()).orgOnly],
  ['MemoAirVoiceClient.searchMemory.intent', async () => (await bodyOf((far) => client(far).searchMemory('x', { user })))['intent']],
  ['MemoAirVoiceClient.searchMemory.timeoutMs', () => patience('/search_memory', (far) => client(far).searchMemory('x', { user }))],
  ['UserSession.searchMemory.intent', async () => (await bodyOf(async (far) => (await client(far).session({ user })).searchMemory('x')))['intent']],
  ['UserSession.searchMemory.timeoutMs', () => patience('/search_memory', async (far) => (await client(far).session({ user })).searchMemory('x'))],
  ['MemoAirVoiceMemory.constructor.runtimeUrl', () => memory(farSide()).runtimeUrl],
  ['MemoAirVoiceMemory.constructor.cloudBaseUrl', () => memory(farSide()).cloudBaseUrl],
  ['MemoAirVoiceMemory.constructor.orgOnly', () => memory(farSide()).orgOnly],
  [
    'MemoAirVoiceMemory.constructor.autoStartRuntime',
    () =>
      startsByItself((ensureRunning) =>
        new MemoAirVoiceMemory({ ...identity, client: unreachable, runtimeManager: { ensureRunning: async () => ensureRunning() } }).startSession(),
      ),
  ],
  ['MemoAirVoiceMemory.startSession.timeoutS', async () => (await patience('/session/start', (far) => memory(far).startSession())) / 1000],
  ['MemoAirVoiceMemory.endSession.reason', async () => (await bodyOf((far) => memory(far).endSession()))['reason']],
  ['MemoAirVoiceMemory.endSession.timeoutS', async () => (await patience('/session/end', (far) => memory(far).endSession())) / 1000],
  ['MemoAirVoiceMemory.afterTurn.timeoutS', async () => (await patience('/turn/after', (far) => memory(far).afterTurn(turn))) / 1000],
  ['MemoryTool.().intent', async () => (await bodyOf((far) => memory(far).searchMemoryTool()('x')))['intent']],
  ['MemoAirVoiceMemorySync.constructor.runtimeUrl', () => new URL(asked((one) => one.endSession()).request.url).origin],
  ['MemoAirVoiceMemorySync.constructor.cloudBaseUrl', () => new MemoAirVoiceMemorySync({ ...identity, client: nobody }).cloudBaseUrl],
  ['MemoAirVoiceMemorySync.constructor.orgOnly', () => new MemoAirVoiceMemorySync({ ...identity, client: nobody }).orgOnly],
  [
    'MemoAirVoiceMemorySync.constructor.autoStartRuntime',
    () =>
      startsByItself(async (ensureRunning) => {
        new MemoAirVoiceMemorySync({ ...identity, client: nobody, runtimeManager: { ensureRunning } }).startSession();
      }),
  ],
  ['MemoAirVoiceMemorySync.startSession.timeoutS', () => asked((one) => one.startSession()).request.timeoutMs / 1000],
  ['MemoAirVoiceMemorySync.endSession.reason', () => asked((one) => one.endSession()).body['reason']],
  ['MemoAirVoiceMemorySync.endSession.timeoutS', () => asked((one) => one.endSession()).request.timeoutMs / 1000],
  ['MemoAirVoiceMemorySync.afterTurn.timeoutS', () => asked((one) => one.afterTurn(turn)).request.timeoutMs / 1000],
  ['MemoryToolSync.().intent', () => asked((one) => one.searchMemoryTool()('x')).body['intent']],
  ['MemoAirVoiceAgent.constructor.baseUrl', () => new MemoAirVoiceAgent(account).baseUrl],
  ['MemoAirVoiceAgent.constructor.orgOnly', () => new MemoAirVoiceAgent(account).orgOnly],
  ['MemoAirLiveKitAgent.constructor.searchTimeoutMs', () => patienceOfAgent((far) => new MemoAirLiveKitAgent({ client: client(far), userId: 'user_1' }))],
  ['MemoAirLiveKitAgent.constructor.orgOnly', () => doesWithoutUser(() => new MemoAirLiveKitAgent(account))],
  ['MemoAirLiveKitAgent.fromEnv.searchTimeoutMs', () => patienceOfAgent((far) => new MemoAirLiveKitAgent({ ...optionsFromEnv(), client: client(far) }))],
  ['MemoAirLiveKitAgent.fromEnv.orgOnly', () => doesWithoutUser(() => MemoAirLiveKitAgent.fromEnv({}, environment))],
  ['MemoAirVapiSearch.constructor.topK', async () => (await vapiSearch()).documents],
  ['MemoAirVapiSearch.constructor.orgOnly', async () => String((await vapiSearch()).lanes) === 'org'],
  ['MemoAirVapiSearch.constructor.cloudBaseUrl', () => clientOptionsOf(account).cloudBaseUrl],
  [
    'MemoAirVapiSearch.constructor.searchTimeoutMs',
    () => patience('/search_memory', (far) => new MemoAirVapiSearch({ ...account, orgOnly: false, client: client(far) }).search('x', { userId: 'user_1' })),
  ],
  ['MemoAirVapiSearch.constructor.maxConcurrentUsers', () => clientOptionsOf(account).maxConcurrentUsers],
  ['RuntimePool.constructor.cloudBaseUrl', async () => (await startOfPool()).cloudBaseUrl],
  ['RuntimePool.constructor.maxConcurrentUsers', () => pooled.maxConcurrentUsers],
  ['RuntimePool.constructor.runtimeIdleTtlS', () => pooled.runtimeIdleTtlS],
  ['RuntimePool.constructor.flushDeadlineMs', () => pooled.flushDeadlineMs],
  ['RuntimePool.constructor.orgOnly', async () => (await startOfPool()).orgOnly],
]);
